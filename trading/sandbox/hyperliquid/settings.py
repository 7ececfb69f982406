"""Actions that change an account without trading: leverage, margin, switches, money, agents, builders."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from margin.engine.accounts import Mode
from trading.sandbox.accounts import Account
from trading.sandbox.checks import removable, spendable, standing
from trading.sandbox.house import FEES
from trading.sandbox.hyperliquid.errors import ActionError
from trading.sandbox.hyperliquid.requests import ADDRESS, Undeserializable
from trading.sandbox.hyperliquid.signing import ZERO_ADDRESS
from trading.sandbox.hyperliquid.trading import Action, market_of
from trading.sandbox.hyperliquid.wire_orders import flag, number, whole
from trading.sandbox.ledger import move_isolated, set_mode
from trading.sandbox.market import Market
from trading.sandbox.numbers import MICRO, ZERO, wire
from trading.sandbox.people import Agent
from trading.sandbox.world import World, dex_of

SWITCH_VOLUME = Decimal(1_000_000)
SUB_ACCOUNT_VOLUME = Decimal(100_000)
SWITCHES_A_DAY = 10
DAY = 86_400_000
NAMED_AGENTS = 3
MOST_BUILDERS = 10
MOST_BUILDER_FEE = 100
WITHDRAWAL_FEE = Decimal(1)
ABSTRACTIONS = {
    "disabled": "disabled",
    "unifiedAccount": "unifiedAccount",
    "portfolioMargin": "portfolioMargin",
}
SHORT = {"i": "disabled", "u": "unifiedAccount", "p": "portfolioMargin"}
DEFAULT: dict[str, Any] = {"type": "default"}


def _text(action: Action, name: str) -> str:
    value = action.get(name)
    if not isinstance(value, str):
        raise Undeserializable
    return value


def _address(action: Action, name: str) -> str:
    value = _text(action, name)
    if not ADDRESS.fullmatch(value):
        raise Undeserializable
    return value.lower()


def _account(world: World, user: str, market: Market) -> Account:
    return world.opened(user, dex_of(market.coin))


def update_leverage(world: World, user: str, action: Action) -> dict[str, Any]:
    """`updateLeverage`: mode and leverage of a market."""
    market = market_of(world, whole(action.get("asset")))
    is_cross, leverage = flag(action.get("isCross")), whole(action.get("leverage"))
    account = _account(world, user, market)
    mode = Mode.CROSS if is_cross else Mode.ISOLATED
    held = account.holdings.get(market.coin)
    if not 1 <= leverage <= market.instrument.max_leverage:
        raise ActionError("Invalid leverage value")
    if is_cross and market.instrument.margin_mode:
        raise ActionError("Cross margin is not allowed for this asset.")
    if held and held.mode is not mode:
        raise ActionError("Cannot switch leverage type with open position.")
    largest = market.instrument.tiers.max_notional(leverage)
    if held and largest is not None and abs(held.size) * market.mark > largest and leverage > held.leverage:
        raise ActionError("Order would cause position to exceed margin tier limit at current leverage")
    before = account.leverage_of(market.instrument)
    set_mode(account, market.coin, mode, leverage)
    if leverage < before[1] and is_cross and (held or account.orders):
        pool = standing(world, account).pool
        if pool.equity < pool.initial + pool.order_margin:
            set_mode(account, market.coin, *before)
            raise ActionError("Insufficient margin to decrease leverage.")
    world.news.accounts.add((user, account.dex))
    return DEFAULT


def update_isolated_margin(world: World, user: str, action: Action) -> dict[str, Any]:
    """`updateIsolatedMargin`: micro-dollars to (or, negative, from) an isolated position."""
    market = market_of(world, whole(action.get("asset")))
    flag(action.get("isBuy"))
    amount = action.get("ntli")
    if isinstance(amount, bool) or not isinstance(amount, int):
        raise Undeserializable
    _move(world, _account(world, user, market), market, amount * MICRO)
    return DEFAULT


def top_up(world: World, user: str, action: Action) -> dict[str, Any]:
    """`topUpIsolatedOnlyMargin`: as much as brings an isolated position to a leverage."""
    market = market_of(world, whole(action.get("asset")))
    leverage = number(action.get("leverage"))
    account = _account(world, user, market)
    held = account.holdings.get(market.coin)
    if held is None or held.cash is None:
        raise ActionError("Position does not use isolated margin.")
    if not leverage:
        raise ActionError("Invalid leverage value")
    valued = standing(world, account).valued[market.coin]
    missing = (valued.notional / leverage - valued.isolated_equity).quantize(MICRO)
    _move(world, account, market, max(ZERO, missing))
    return DEFAULT


def _move(world: World, account: Account, market: Market, amount: Decimal) -> None:
    held = account.holdings.get(market.coin)
    if held is None or held.cash is None:
        raise ActionError("Position does not use isolated margin.")
    if amount < 0 and market.instrument.margin_mode == "strictIsolated":
        raise ActionError("Cannot remove margin from this position.")
    if amount > 0 and amount > spendable(world, account):
        raise ActionError("Insufficient margin to add to isolated position.")
    if amount < 0 and -amount > removable(world, account, market.coin):
        raise ActionError("Insufficient margin to remove from isolated position.")
    move_isolated(account, market.coin, amount)
    world.news.accounts.add((account.address, account.dex))


def schedule_cancel(world: World, user: str, action: Action) -> dict[str, Any]:
    """`scheduleCancel`: everything is canceled at a time, or no more."""
    person = world.person(user)
    if person.volume < SWITCH_VOLUME:
        raise ActionError(
            "Cannot set scheduled cancel time until enough volume traded. "
            f"Required: ${SWITCH_VOLUME}. Traded: ${_dollars(person.volume)}."
        )
    if action.get("time") is None:
        person.cancel_at = 0
        return DEFAULT
    time = whole(action.get("time"))
    if time < world.now + 5_000:
        raise ActionError("Scheduled cancel time too early, must be at least 5 seconds from now.")
    if person.cancels_day != world.now // DAY:
        person.cancels_day, person.cancels_fired = world.now // DAY, 0
    if person.cancels_fired >= SWITCHES_A_DAY:
        raise ActionError("Too many scheduled cancels triggered today.")
    person.cancel_at = time
    return DEFAULT


def _dollars(amount: Decimal) -> str:
    return wire(amount.quantize(Decimal("0.01")))


def approve_agent(world: World, user: str, action: Action) -> dict[str, Any]:
    """`approveAgent`: a key that may trade; a name replaces the one before, address 0 takes it away."""
    address = _address(action, "agentAddress")
    named = action.get("agentName") or ""
    if not isinstance(named, str):
        raise Undeserializable
    name, _, until = named.partition(" valid_until ")
    valid_until = int(until) if until.isdigit() else world.now + 90 * DAY
    if len(name) > 16:
        raise ActionError("Agent name too long.")
    if not world.now < valid_until <= world.now + 180 * DAY:
        raise ActionError("Agent valid_until already expired.")
    person = world.person(user)
    others = [agent for agent in person.agents if agent.name != name]
    if address == ZERO_ADDRESS:
        person.agents = others
        return DEFAULT
    taken = world.people.get(address)
    if any(agent.address == address for agent in person.agents) or (taken and taken.master not in ("", user)):
        raise ActionError("Extra agent already used.")
    if name and len([agent for agent in others if agent.name]) >= NAMED_AGENTS:
        raise ActionError(
            f"Too many extra agents for cumulative volume traded. Current limit is {NAMED_AGENTS}"
        )
    person.agents = [*others, Agent(name, address, valid_until)]
    world.person(address).master = user
    return DEFAULT


def approve_builder_fee(world: World, user: str, action: Action) -> dict[str, Any]:
    """`approveBuilderFee`: the most a builder may take of this user's orders."""
    builder, rate = _address(action, "builder"), _text(action, "maxFeeRate")
    if not rate.endswith("%"):
        raise Undeserializable
    tenths = int(number(rate[:-1]) * 1000)
    if tenths > MOST_BUILDER_FEE:
        raise ActionError("Max fee rate is too high.")
    builders = world.person(user).builders
    if not tenths:
        builders.pop(builder, None)
    elif builder not in builders and len(builders) >= MOST_BUILDERS:
        raise ActionError("Too many builder fee approvals.")
    else:
        builders[builder] = tenths
    return DEFAULT


def claim_rewards(world: World, user: str, action: Action) -> dict[str, Any]:
    """`claimRewards`: a builder's fees come into its account."""
    person = world.person(user)
    if not person.builder_rewards:
        raise ActionError("No rewards to claim.")
    amount, person.builder_rewards = person.builder_rewards, ZERO
    world.house("BTC", FEES).cash -= amount
    world.news.accounts.add((FEES, ""))
    world.transfer(world.opened(user, ""), "rewardsClaim", amount)
    return DEFAULT


def class_transfer(world: World, user: str, action: Action) -> dict[str, Any]:
    """`usdClassTransfer`: between spot and perpetuals."""
    amount, to_perp = _money(action), flag(action.get("toPerp"))
    person, account = world.person(user), world.opened(user, "")
    if to_perp:
        if amount > person.spot:
            raise ActionError("Insufficient balance for token transfer.")
        person.spot -= amount
    else:
        _spend(world, account, amount)
        person.spot += amount
    world.transfer(account, "accountClassTransfer", amount if to_perp else -amount)
    return DEFAULT


def _money(action: Action) -> Decimal:
    amount = number(_text(action, "amount").partition(" subaccount:")[0])
    if not amount or amount != round(amount, 6):
        raise ActionError("Invalid send")
    return amount


def _spend(world: World, account: Account, amount: Decimal) -> None:
    if amount > spendable(world, account):
        raise ActionError("Insufficient balance for withdrawal.")


def usd_send(world: World, user: str, action: Action) -> dict[str, Any]:
    """`usdSend`: dollars to another address."""
    amount, to = _money(action), _address(action, "destination")
    account = world.opened(user, "")
    _spend(world, account, amount)
    world.transfer(account, "send", -amount, to)
    world.transfer(world.opened(to, ""), "send", amount, user)
    return DEFAULT


def withdraw(world: World, user: str, action: Action) -> dict[str, Any]:
    """`withdraw3`: dollars leave the venue, for a fee of one."""
    amount, to = _money(action), _address(action, "destination")
    account = world.opened(user, "")
    if amount <= WITHDRAWAL_FEE:
        raise ActionError("Withdrawal amount must be greater than the fee.")
    _spend(world, account, amount)
    world.transfer(account, "withdraw", -amount, to)
    return DEFAULT


def send_asset(world: World, user: str, action: Action) -> dict[str, Any]:
    """`sendAsset`: dollars between dexes, spot and users."""
    amount, to = _money(action), _address(action, "destination")
    source, target = _text(action, "sourceDex"), _text(action, "destinationDex")
    if not _text(action, "token").startswith("USDC"):
        raise ActionError("Invalid send")
    _leave(world, user, source, amount, to)
    _arrive(world, to, target, amount, user)
    return DEFAULT


def agent_send(world: World, user: str, action: Action) -> dict[str, Any]:
    """`agentSendAsset`: the same by an agent, within one user."""
    if _address(action, "destination") != user:
        raise ActionError("Agent can only send asset to same user or their sub-accounts.")
    return send_asset(world, user, action)


def _must_be_ours(world: World, name: str) -> None:
    dex = world.dexes.get(name)
    if dex is None or dex.terms.venue != "hyperliquid":
        raise ActionError("Invalid send")


def _leave(world: World, user: str, dex: str, amount: Decimal, to: str) -> None:
    if dex == "spot":
        person = world.person(user)
        if amount > person.spot:
            raise ActionError("Insufficient balance for token transfer.")
        person.spot -= amount
        return
    _must_be_ours(world, dex)
    account = world.opened(user, dex)
    _spend(world, account, amount)
    world.transfer(account, "send", -amount, to)


def _arrive(world: World, to: str, dex: str, amount: Decimal, user: str) -> None:
    if dex == "spot":
        world.person(to).spot += amount
        return
    _must_be_ours(world, dex)
    world.transfer(world.opened(to, dex), "send", amount, user)


def set_referrer(world: World, user: str, action: Action) -> dict[str, Any]:
    """`setReferrer`: no code is registered here."""
    _text(action, "code")
    raise ActionError("Referral code not registered")


def set_abstraction(world: World, user: str, action: Action) -> dict[str, Any]:
    """`userSetAbstraction`, `agentSetAbstraction`: only what keeps balances apart is kept here."""
    wanted = _text(action, "abstraction")
    wanted = SHORT.get(wanted, wanted)
    if wanted not in ABSTRACTIONS:
        raise Undeserializable
    if wanted != "disabled":
        raise ActionError(f"The local venue keeps standard accounts only, not {wanted}.")
    world.person(user).abstraction = wanted
    return DEFAULT


def sub_account(world: World, user: str, action: Action) -> dict[str, Any]:
    """`createSubAccount`: asks for volume as the venue does; none are kept here."""
    volume = world.person(user).volume
    if volume < SUB_ACCOUNT_VOLUME:
        raise ActionError(
            "Cannot create sub-accounts until enough volume traded. "
            f"Required: ${SUB_ACCOUNT_VOLUME}. Traded: ${_dollars(volume)}."
        )
    raise ActionError("The local venue keeps no sub-accounts.")


def sub_account_transfer(world: World, user: str, action: Action) -> dict[str, Any]:
    """`subAccountTransfer`: there is no sub-account to send to."""
    raise ActionError(f"Invalid sub-account transfer from {user} to {_address(action, 'subAccountUser')}")


def vault_transfer(world: World, user: str, action: Action) -> dict[str, Any]:
    """`vaultTransfer`: no vault is registered here."""
    raise ActionError(f"Vault not registered: {_address(action, 'vaultAddress')}")


def nothing(world: World, user: str, action: Action) -> dict[str, Any]:
    """`noop`: uses up its nonce."""
    return DEFAULT


def reserve(world: World, user: str, action: Action) -> dict[str, Any]:
    """`reserveRequestWeight`: more requests for 0.0005 dollars each."""
    weight = whole(action.get("weight"))
    account = world.opened(user, "")
    cost = weight * Decimal("0.0005")
    _spend(world, account, cost)
    world.transfer(account, "reserve", -cost)
    world.person(user).reserved += weight
    return DEFAULT


ACTIONS: dict[str, Callable[[World, str, Action], dict[str, Any]]] = {
    "updateLeverage": update_leverage,
    "updateIsolatedMargin": update_isolated_margin,
    "topUpIsolatedOnlyMargin": top_up,
    "scheduleCancel": schedule_cancel,
    "approveAgent": approve_agent,
    "approveBuilderFee": approve_builder_fee,
    "claimRewards": claim_rewards,
    "usdClassTransfer": class_transfer,
    "usdSend": usd_send,
    "withdraw3": withdraw,
    "sendAsset": send_asset,
    "agentSendAsset": agent_send,
    "setReferrer": set_referrer,
    "userSetAbstraction": set_abstraction,
    "agentSetAbstraction": set_abstraction,
    "createSubAccount": sub_account,
    "subAccountTransfer": sub_account_transfer,
    "vaultTransfer": vault_transfer,
    "reserveRequestWeight": reserve,
    "noop": nothing,
}
