"""The demo: two exchanges of two companies, their people, and accounts at the local venue."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from margin.models import VenueAccount
from operators.models import Brand, Domain, Exchange, MarginPolicy, Membership, Operator
from trading.demo import DEMO_ACCOUNTS
from trading.models import AccountLink

STAFF_EMAIL = "staff@perps.localhost"


@dataclass(frozen=True, slots=True)
class DemoExchange:
    """One exchange of the demo, as the answers of its operator."""

    slug: str
    name: str
    tagline: str
    company: str
    operator_email: str
    hosts: tuple[str, ...]
    brand: dict[str, Any]
    policy: dict[str, Any]
    market: str
    first_account: str = "main"


MERIDIAN = DemoExchange(
    slug="meridian",
    name="Meridian",
    tagline="Perpetual futures, plainly",
    company="Meridian Markets",
    operator_email="operator@meridian.localhost",
    hosts=("localhost", "127.0.0.1", "[::1]"),
    brand={
        "theme": "dark",
        "palette": "graphite",
        "font": "plex",
        "density": "dense",
        "radius": 4,
        "mark": "globe",
    },
    policy={"audience": "standard", "default_mode": "cross", "default_leverage": 10},
    market="BTC",
)
AURORA = DemoExchange(
    slug="aurora",
    name="Aurora",
    tagline="Start small, see every risk",
    company="Aurora Labs",
    operator_email="operator@aurora.localhost",
    hosts=("aurora.localhost",),
    brand={
        "theme": "light",
        "palette": "violet",
        "font": "hanken",
        "density": "roomy",
        "radius": 10,
        "mark": "arch",
    },
    policy={"audience": "beginner", "default_mode": "isolated", "default_leverage": 3},
    market="ETH",
    first_account="isolated",
)
DEMO_EXCHANGES = (MERIDIAN, AURORA)


@transaction.atomic
def seed_demo() -> list[str]:
    """Makes what is missing of the demo and leaves what is there alone; returns what was made, in words."""
    made = []
    users = get_user_model().objects
    if not users.filter(email=STAFF_EMAIL, exchange=None).exists():
        users.create(email=STAFF_EMAIL, is_staff=True, is_superuser=True, first_name="Platform staff")
        made.append("platform staff")
    for demo in DEMO_EXCHANGES:
        if not Exchange.objects.filter(slug=demo.slug).exists():
            _make(demo)
            made.append(demo.name)
    return made


def _make(demo: DemoExchange) -> None:
    operator = Operator.objects.create(name=demo.company)
    exchange = Exchange.objects.create(
        operator=operator, slug=demo.slug, name=demo.name, tagline=demo.tagline, default_market=demo.market
    )
    for host in demo.hosts:
        Domain.objects.create(exchange=exchange, host=host, is_primary=host == demo.hosts[0])
    Brand.objects.create(exchange=exchange, **demo.brand)
    MarginPolicy.objects.create(exchange=exchange, **demo.policy)
    person = get_user_model().objects.create(
        email=demo.operator_email, is_staff=True, first_name=f"{demo.name} operator"
    )
    Membership.objects.create(user=person, operator=operator, role=Membership.Role.OWNER)
    for order, account in enumerate(sorted(DEMO_ACCOUNTS, key=lambda one: one.slug != demo.first_account)):
        held, _ = VenueAccount.objects.get_or_create(
            venue=exchange.venue, network=exchange.network, address=account.address, dex=""
        )
        AccountLink.objects.create(
            exchange=exchange, account=held, slug=account.slug, label=account.label, order=order
        )
