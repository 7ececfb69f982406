"""Whatever happens: no money is made or lost, positions sum to zero, fills sum to their orders."""

import os
from decimal import Decimal

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from margin.engine.accounts import Mode
from tests.sandbox.situations import a_fresh_world
from trading.sandbox import orders
from trading.sandbox.accounts import RestingOrder, Trigger
from trading.sandbox.clock import put_marks, take_news, tick
from trading.sandbox.emptying import empty
from trading.sandbox.funding import pay
from trading.sandbox.hyperliquid.wire_orders import refusal
from trading.sandbox.ledger import move_isolated, set_mode
from trading.sandbox.numbers import to_step
from trading.sandbox.placing import enter

PEOPLE = ["0x" + digit * 40 for digit in "123"]
COINS = ["BTC", "ETH", "DOGE"]
SIZES = {"BTC": Decimal("0.01"), "ETH": Decimal("0.3"), "DOGE": Decimal(5000)}


class Exchange(RuleBasedStateMachine):
    """Three traders and the demo's accounts on a venue where everything happens at random."""

    @initialize()
    def open(self):
        self.world = a_fresh_world()
        self.before = self.world.money("")
        for address in PEOPLE:
            self.world.transfer(self.world.opened(address, ""), "deposit", Decimal(10_000))

    @rule(
        who=st.sampled_from(PEOPLE),
        coin=st.sampled_from(COINS),
        is_buy=st.booleans(),
        times=st.integers(1, 60),
        away=st.integers(-60, 60),
        tif=st.sampled_from(["Gtc", "Ioc", "Alo"]),
        reduce_only=st.booleans(),
        trigger=st.sampled_from([None, None, "tp", "sl"]),
    )
    def place(self, who, coin, is_buy, times, away, tif, reduce_only, trigger):
        market = self.world.listed(coin)
        price = to_step(market.mark * (1 + Decimal(away) / 1000), market.step)
        size = SIZES[coin] * times
        order = RestingOrder(
            self.world.next_id(), coin, is_buy, price, size, size, self.world.now, reduce_only, tif,
            trigger=Trigger(price, True, trigger) if trigger else None,
        )  # fmt: skip
        account = self.world.account(who, "")
        if refusal(self.world, account, market, order) is None:
            enter(self.world, account, order)

    @rule(who=st.sampled_from(PEOPLE), pick=st.randoms(use_true_random=False))
    def cancel_one(self, who, pick):
        account = self.world.account(who, "")
        if account.orders:
            orders.cancel(self.world, account, account.orders[pick.choice(sorted(account.orders))])

    @rule(
        who=st.sampled_from(PEOPLE),
        coin=st.sampled_from(COINS),
        leverage=st.integers(1, 10),
        mode=st.sampled_from(Mode),
    )
    def choose_mode(self, who, coin, leverage, mode):
        account = self.world.account(who, "")
        if coin not in account.holdings:
            set_mode(account, coin, mode, leverage)

    @rule(who=st.sampled_from(PEOPLE), coin=st.sampled_from(COINS))
    def add_margin(self, who, coin):
        account = self.world.account(who, "")
        held = account.holdings.get(coin)
        if held and held.cash is not None:
            move_isolated(account, coin, Decimal("12.345678"))

    @rule(coin=st.sampled_from(COINS), percent=st.integers(-30, 30))
    def jump(self, coin, percent):
        market = self.world.listed(coin)
        self.world.put_mark(coin, to_step(market.mark * (1 + Decimal(percent) / 100), market.step))
        put_marks(self.world, [coin])

    @rule(seconds=st.sampled_from([1, 600]))
    def wait(self, seconds):
        tick(self.world, self.world.now + seconds * 1000, float(seconds))

    @rule(coin=st.sampled_from(COINS), rate=st.integers(-40, 40))
    def fund(self, coin, rate):
        pay(self.world, self.world.listed(coin), Decimal(rate) / 1000)

    @rule(who=st.sampled_from(PEOPLE))
    def start_over(self, who):
        empty(self.world, self.world.account(who, ""))
        self.world.transfer(self.world.account(who, ""), "deposit", Decimal(10_000))

    @invariant()
    def money_is_conserved(self):
        moved = sum(
            (one.amount for journal in self.world.journals.values() for one in journal.transfers), Decimal(0)
        )
        assert self.world.money("") == self.before + moved

    @invariant()
    def positions_sum_to_zero(self):
        for coin in COINS:
            assert sum(account.size_of(coin) for account in self.world.accounts.values()) == 0

    @invariant()
    def fills_sum_to_their_orders(self):
        for journal in self.world.journals.values():
            latest = {event.order.id: event.order for event in journal.orders}
            for number, order in latest.items():
                filled = sum(fill.size for fill in journal.fills if fill.order_id == number)
                assert filled == order.filled_size or order.tif == "LiquidationMarket"

    @invariant()
    def the_books_hold_exactly_the_open_orders(self):
        rows = {
            row[1]
            for market in self.world.dexes[""].markets.values()
            for row in (*market.resting.bids, *market.resting.asks)
        } | {number for market in self.world.dexes[""].markets.values() for number in market.resting.triggers}
        assert rows == {number for account in self.world.accounts.values() for number in account.orders}

    def teardown(self):
        take_news(self.world)


COUNT = 300 if os.environ.get("PROVE") else 25
Exchange.TestCase.settings = settings(max_examples=COUNT, stateful_step_count=30, deadline=None)
test_whatever_happens_the_books_balance = Exchange.TestCase
