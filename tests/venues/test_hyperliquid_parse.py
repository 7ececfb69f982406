"""From the venue's words to ours: figures assessed from parsed states equal those the venue printed."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from margin.engine.accounts import Mode, RuleSet
from margin.engine.assess import assess
from margin.engine.assessment import Indeterminate
from margin.engine.tiers import TierSchedule
from tests.venues.recorded import account, files, typed
from trading.feed.parity import agreement
from trading.venues.contract import Line
from trading.venues.errors import Unreadable
from trading.venues.hyperliquid import parse, symbols, wire

D = Decimal
LINE = Line("hyperliquid", "mainnet")
AT = 1_800_000_000_000
# Whole states of the venue's present rules: summaries of the account itself and every resting order known.
WHOLE = [
    "01_cross_3pos_2025-09-22",
    "02_cross_btc_long_2025-10-21",
    "03_cross_hype_short_1x_2025-01-07",
    "05_empty_2026-01-30",
    "06_cross_btc_null_liq_2026-02-03",
    "10_isolated_hype_long_2025-08-06",
    "11_hip3_flx_isolated_with_open_order_2025-11-28",
    "12_isolated_hype_short_2025-10-30",
]


def one(name: str) -> Path:
    return files(name)[0]


def state(name: str) -> wire.ClearinghouseState:
    return msgspec.json.decode(account(one(f"accounts/{name}.json")), type=wire.ClearinghouseState)


def orders(name: str) -> list[wire.Order]:
    about = json.loads(one(f"accounts/{name}.json").read_text())["about"]
    return msgspec.convert(about.get("openOrders", []), list[wire.Order])


def tiers(held: wire.ClearinghouseState) -> dict[str, TierSchedule]:
    return {
        item.position.coin: TierSchedule.of_leverages([(D(0), item.position.max_leverage)])
        for item in held.asset_positions
    }


def parts(name: str, abstraction: str | None = "default", **changed) -> parse.Parts:
    held = {"state": state(name), "state_at": AT, "orders": orders(name), "orders_at": AT}
    return parse.Parts(abstraction=abstraction, **{**held, **changed})


def snapshot(name: str, abstraction: str = "default", **changed):
    dex = "flx" if "flx" in name else ""
    return parse.parse_snapshot(parts(name, abstraction, **changed), dex, tiers(state(name)))


@pytest.mark.parametrize("name", WHOLE)
def test_parsed_and_assessed_a_recorded_account_agrees_with_its_venue(name):
    taken = snapshot(name)
    assert taken.missing == ()
    assert agreement(taken) is True


@pytest.mark.parametrize("name", WHOLE)
def test_any_reported_figure_changed_by_a_percent_is_noticed(name):
    taken = snapshot(name)
    figures = msgspec.structs.asdict(taken.reported)
    prices = figures.pop("liquidation_prices")
    changes = [
        {key: value * D("1.01")} for key, value in figures.items() if isinstance(value, Decimal) and value
    ]
    changes += [
        {"liquidation_prices": {**prices, coin: price * D("1.01")}} for coin, price in prices.items() if price
    ]
    for change in changes:
        wrong = msgspec.structs.replace(taken.reported, **change)
        assert agreement(replace(taken, reported=wrong)) is False


def test_the_wallet_is_cash_plus_entry_notionals_so_that_equity_is_the_venues():
    held = state("01_cross_3pos_2025-09-22")
    parsed = parse.parse_account(held, [], tiers(held), "default")
    assert parsed.rules is RuleSet.HYPERLIQUID
    assert parsed.pool == "Hyperliquid · USDC"
    assert assess(parsed, parse.parse_marks(held)).equity == D("6867.907358")
    trump = parsed.positions[1]
    assert (trump.size, trump.cost, trump.mode) == (D("-236.8"), D("-1998.550720"), Mode.CROSS)


def test_an_isolated_position_keeps_its_own_cash_out_of_the_pool():
    held = state("10_isolated_hype_long_2025-08-06")
    parsed = parse.parse_account(held, [], tiers(held), "default")
    (hype,) = parsed.positions
    assert hype.mode is Mode.ISOLATED
    assert hype.wallet == D("-68.126246") + D("75.658")
    assert parsed.wallet == D("75.781884")


def test_the_marks_of_a_state_are_its_values_by_size():
    assert parse.parse_marks(state("01_cross_3pos_2025-09-22")) == {
        "ETH": D("4175.5"),
        "TRUMP": D("7.645"),
        "MELANIA": D("0.16951"),
    }


def spot(total: str, left: str | None) -> wire.SpotState:
    balance = wire.SpotBalance(coin="USDC", token=0, total=D(total), hold=D(0), entry_ntl=D(0))
    after = [] if left is None else [(0, D(left))]
    return wire.SpotState(balances=[balance], token_to_available_after_maintenance=after)


def unified(wallet: wire.SpotState | None, dex: str = ""):
    held = parts("01_cross_3pos_2025-09-22", "unifiedAccount", spot=wallet)
    return parse.parse_snapshot(held, dex, tiers(held.state))


def test_a_unified_accounts_pool_is_its_spot_wallet_where_the_venue_confirms_it():
    taken = unified(spot("10000", "9466.842802"))
    figures = assess(taken.account, taken.marks)
    assert taken.account.rules is RuleSet.HYPERLIQUID_UNIFIED
    assert (figures.equity, figures.maintenance_margin) == (D(10_000), D("533.157198"))
    assert taken.reported is None


@pytest.mark.parametrize(
    ("wallet", "dex", "missing"),
    [
        (None, "", "spot balances"),
        (spot("10000", None), "", "what is available after maintenance"),
        (spot("10000", "9466.80"), "", "positions on other dexes, or prices of one moment"),
        (
            spot("10000", "9466.842802"),
            "xyz",
            "unified account margin beside the main dex is not computed here",
        ),
    ],
)
def test_a_unified_pool_that_the_venue_does_not_confirm_is_not_known(wallet, dex, missing):
    taken = unified(wallet, dex)
    assert (taken.account, taken.missing) == (None, (missing,))


@pytest.mark.parametrize(
    ("abstraction", "missing"),
    [
        ("portfolioMargin", "portfolio margin is not computed here"),
        ("dexAbstraction", "margin under dex abstraction is not computed here"),
        ("somethingNew", "account mode 'somethingNew' is not known here"),
    ],
)
def test_the_standard_formula_is_never_used_for_another_account_mode(abstraction, missing):
    taken = snapshot("01_cross_3pos_2025-09-22", abstraction)
    assert taken.account is None
    assert taken.missing == (missing,)
    assert taken.reported is None
    with pytest.raises(ValueError, match="no pool of their own"):
        parse.parse_account(state("01_cross_3pos_2025-09-22"), [], {}, abstraction)


@pytest.mark.parametrize("mode", ["default", "disabled"])
def test_both_names_of_the_standard_mode_are_computed(mode):
    assert snapshot("01_cross_3pos_2025-09-22", mode).account is not None


def test_nothing_is_said_before_the_mode_and_the_state_were_read():
    name = "01_cross_3pos_2025-09-22"
    assert parse.parse_snapshot(parts(name, None), "", {}) is None
    assert parse.parse_snapshot(parts(name, state=None), "", {}) is None


def test_without_its_orders_an_account_is_not_known():
    taken = snapshot("01_cross_3pos_2025-09-22", orders=None)
    assert (taken.account, taken.missing) == (None, ("open orders",))


def test_a_position_in_a_market_without_known_tiers_is_not_computed():
    parsed = parse.parse_account(state("02_cross_btc_long_2025-10-21"), [], {}, "default")
    assert assess(parsed, {"BTC": D(110_000)}) == Indeterminate(("BTC tiers",))


ORDER = wire.Order(coin="SOL", side="B", limit_px=D(100), sz=D(2), oid=1, timestamp=AT)


def test_a_resting_order_takes_its_leverage_from_what_was_read_and_is_unknown_before():
    empty = state("05_empty_2026-01-30")
    unread = parse.Parts("default", empty, AT, [ORDER], AT)
    assert parse.coins_without_leverage(unread, "") == ("SOL",)
    (unknown,) = parse.parse_snapshot(unread, "", {}).account.orders
    assert unknown.leverage is None
    read = {"SOL": wire.Leverage(type="isolated", value=5)}
    known = parse.parse_account(empty, [ORDER], {}, "default", leverages=read)
    assert (known.orders[0].leverage, known.orders[0].mode, known.orders[0].size) == (5, Mode.ISOLATED, D(2))
    assert parse.coins_without_leverage(parse.Parts("default", empty, AT, [ORDER], AT, read), "") == ()


def test_a_sell_is_negative_and_a_position_tells_the_orders_leverage():
    held = state("02_cross_btc_long_2025-10-21")
    sell = msgspec.structs.replace(ORDER, coin="BTC", side="A")
    (order,) = parse.parse_account(held, [sell], tiers(held), "default").orders
    assert order.size == D(-2)
    assert order.leverage == held.asset_positions[0].position.leverage.value


@pytest.mark.parametrize(
    "change",
    [
        {"is_trigger": True},
        {"coin": "@107"},
        {"coin": "PURR/USDC"},
        {"coin": "#14880"},
        {"coin": "xyz:XYZ100"},
        {"sz": D(0)},
    ],
    ids=str,
)
def test_triggers_spot_orders_and_other_dexes_hold_none_of_this_pools_margin(change):
    resting = [msgspec.structs.replace(ORDER, **change)]
    assert parse.parse_account(state("05_empty_2026-01-30"), resting, {}, "default").orders == ()


def test_an_account_that_the_venue_grants_more_leverage_has_its_own_first_tier():
    btc = TierSchedule.of_leverages([(D(0), 40), (D(150_000_000), 20)])
    vault = parse.own_tiers(btc, 50)
    assert [(tier.floor, tier.max_leverage) for tier in vault.tiers] == [(D(0), 50), (D(150_000_000), 20)]
    assert vault.maintenance(D(1000)) == D(10)
    assert parse.own_tiers(btc, 40) is btc
    assert parse.own_tiers(btc, None) is btc
    assert [tier.max_leverage for tier in parse.own_tiers(btc, 10).tiers] == [10]
    assert not parse.own_tiers(TierSchedule.unknown(), 50).is_known


def test_a_table_below_fifty_is_one_tier_and_a_listed_one_is_taken_from_the_same_answer():
    rows = {
        row.symbol: row
        for row in parse.parse_instruments(typed(one("market/meta_testnet_full_2026.json"), wire.Meta))
    }
    assert len(rows) == 201
    assert rows["SOL"].tiers == (("0", 10),)
    assert rows["BTC"].tiers == (("0.0", 40), ("10000.0", 25), ("50000.0", 10))
    assert rows["BTC"].asset == 3
    assert rows["MATIC"].is_delisted
    assert {row.margin_mode for row in rows.values()} == {"", "strictIsolated"}
    for row in rows.values():
        schedule = TierSchedule.of_leverages([(D(floor), leverage) for floor, leverage in row.tiers])
        assert schedule.max_leverage == row.max_leverage


def test_a_table_that_is_not_listed_leaves_the_tiers_unknown():
    meta = wire.Meta(universe=[wire.Asset(name="NEW", sz_decimals=1, max_leverage=10, margin_table_id=99)])
    (row,) = parse.parse_instruments(meta)
    assert row.tiers == ()


def test_a_dexs_assets_are_numbered_by_its_place_in_the_venues_list():
    meta = wire.Meta(universe=[wire.Asset(name="xyz:A", sz_decimals=1, max_leverage=10, margin_table_id=10)])
    assert parse.parse_instruments(meta, "xyz", symbols.first_asset("xyz", [None, "xyz"]))[0].asset == 110_000
    assert symbols.first_asset("", []) == 0
    with pytest.raises(Unreadable, match="no dex 'gone'"):
        symbols.first_asset("gone", [None, "xyz"])


def test_a_market_without_a_book_has_no_mid_and_that_is_not_zero():
    meta, contexts = typed(
        one("market/metaAndAssetCtxs_mainnet_6coins_2026-09-30.json"), wire.MetaAndContexts
    )
    values = {
        a.name: parse.parse_market(LINE, a.name, c, AT) for a, c in zip(meta.universe, contexts, strict=True)
    }
    assert values["MATIC"].mid is None
    assert values["MATIC"].mark == D("0.37621")
    btc = values["BTC"]
    assert (btc.mark, btc.index, btc.mid, btc.marked_at) == (D("83552.0"), D("83560.6"), D("83552.5"), AT)
    assert (btc.previous_day, btc.funding) == (D("83717.0"), D("0.0000125"))
