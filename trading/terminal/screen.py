"""What one terminal shows: its market, its account, and the audiences that stream them."""

from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import get_language

from margin.models import Instrument
from operators.models import Exchange, User
from trading.models import AccountLink
from trading.stream import topics
from trading.stream.audience import Audience
from trading.stream.showing import WidgetSettings

SANDBOX = Exchange.Network.SANDBOX


@dataclass(frozen=True, slots=True)
class Screen:
    """A terminal of one exchange. `link` is None where no account may be shown."""

    exchange: Exchange
    instrument: Instrument
    instruments: tuple[Instrument, ...]
    link: AccountLink | None
    links: tuple[AccountLink, ...]

    @property
    def network(self) -> str:
        """The account's network; the exchange's own where no account is shown."""
        return self.link.account.network if self.link else self.exchange.network

    @property
    def is_practice(self) -> bool:
        """True when what is shown is paper money at the local venue."""
        return self.network == SANDBOX

    @property
    def settings(self) -> WidgetSettings:
        """How this exchange shows figures."""
        policy = self.exchange.margin_policy
        account = f"?account={self.link.slug}" if self.link else ""
        return WidgetSettings(
            caution=policy.caution,
            critical=policy.critical,
            venue=self.exchange.get_venue_display(),
            network=self.network,
            market_url=f"/trade/{{market}}/{account}",
            language=get_language() or "en",
        )

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """The market's audience and, with an account, the account's."""
        venue, network = self.exchange.venue, self.network
        market = Audience(topics.market(venue, network, self.instrument.symbol), "market", self.settings)
        if self.link is None:
            return (market,)
        account = self.link.account
        topic = topics.account(account.venue, account.network, account.address, account.dex)
        return (market, Audience(topic, "account", self.settings))


def screen(exchange: Exchange, user: User, symbol: str, account_slug: str) -> Screen | None:
    """The terminal of `symbol` with the account named `account_slug` (the first one where it is empty).

    None where the market or the account is not this exchange's or not this visitor's.
    """
    links = visible_links(exchange, user)
    link = next((one for one in links if not account_slug or one.slug == account_slug), None)
    network = link.account.network if link else exchange.network
    instruments = tuple(Instrument.objects.filter(venue=exchange.venue, network=network, is_delisted=False))
    instrument = next((one for one in instruments if one.symbol == symbol), None)
    if instrument is None or (account_slug and link is None):
        return None
    return Screen(exchange, instrument, instruments, link, links)


def visible_links(exchange: Exchange, user: User) -> tuple[AccountLink, ...]:
    """The accounts that this visitor may look at: their own on this exchange first, then the demo's.

    A practice account is at the local venue whatever the network; nothing else crosses networks (K16).
    """
    theirs = Q(user__isnull=True, account__network=exchange.network)
    if user.is_authenticated and user.exchange_id == exchange.pk:
        theirs |= Q(user=user, account__network__in=[exchange.network, SANDBOX])
    return tuple(
        AccountLink.objects.select_related("account")
        .filter(theirs, exchange=exchange, account__venue=exchange.venue)
        .order_by(F("user").asc(nulls_last=True), "order", "pk")
    )
