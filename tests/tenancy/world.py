"""Whom the matrix looks from and what it looks at: two exchanges, their people, a canary on each thing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.utils import timezone

from margin.models import Instrument, VenueAccount
from operators.accounts import links
from operators.accounts.session_store import METHOD, SITE
from operators.accounts.sessions import PROVEN_AT, SECOND_FACTOR, site_id
from operators.accounts.views.people import TOKEN_SALT
from operators.models import (
    AuditEntry,
    Exchange,
    Invitation,
    Membership,
    Session,
    User,
    Wallet,
)
from perps_studio.seed import seed_demo
from trading.models import AccountLink

MERIDIAN, AURORA, STUDIO, NOBODYS = "localhost", "aurora.localhost", "studio.localhost", "nobody.example"
ROLES = ("anonymous", "trader", "visitor", "operator_a", "operator_b", "support", "platform")
TRADERS = frozenset({"trader", "visitor"})
HOMES = {"trader": MERIDIAN, "visitor": MERIDIAN} | dict.fromkeys(
    ("operator_a", "operator_b", "support", "platform"), STUDIO
)
COMPANY_A = frozenset({"operator_a", "support", "platform"})
COMPANY_B = frozenset({"operator_b", "platform"})


@dataclass
class World:
    """People by role, and what a page may name, by whose it is."""

    people: dict[str, User] = field(default_factory=dict)
    canaries: dict[str, frozenset[str]] = field(default_factory=dict)
    meridian: Exchange = None
    aurora: Exchange = None
    cookies: dict[str, str] = field(default_factory=dict)

    def canary(self, text: str, *who: str) -> str:
        """A text that only these roles may ever read."""
        self.canaries[text] = frozenset(who)
        return text

    def browser(self, role: str, host: str) -> Client:
        """A browser at a host, with this role's session cookie carried along whatever the host."""
        client = Client(headers={"host": host}, raise_request_exception=False)
        if role != "anonymous":
            client.cookies["sessionid"] = self.cookies[role]
        return client


def build() -> World:
    """The demo, with two traders at Meridian and one at Aurora, and every kind of object on both sides."""
    seed_demo()
    world = World()
    world.meridian, world.aurora = (Exchange.objects.get(slug=slug) for slug in ("meridian", "aurora"))
    for number, symbol in enumerate(("BTC", "ETH")):
        Instrument.objects.create(
            venue="hyperliquid",
            network="sandbox",
            symbol=symbol,
            asset=number,
            size_decimals=4,
            max_leverage=40,
            tiers=[["0", 40]],
            refreshed_at=timezone.now(),
        )
    _traders(world)
    _companies(world)
    for role, user in world.people.items():
        world.cookies[role] = _session(user)
    return world


def _traders(world: World) -> None:
    people = {
        "trader": (world.meridian, "trader"),
        "cy": (world.meridian, None),
        "ben": (world.aurora, None),
        "visitor": (world.meridian, "visitor"),
    }
    for number, (name, (exchange, role)) in enumerate(people.items()):
        readers = [role] if role else []
        is_practice = name == "visitor"
        email = "" if is_practice else world.canary(f"canary-{name}@example.com", *readers)
        user = User(exchange=exchange, email=email, is_practice=is_practice)
        user.set_unusable_password()
        user.save()
        world.people[name] = user
        address = f"0x{number + 1:040x}".replace("0x00", "0xca")
        account = VenueAccount.objects.create(venue="hyperliquid", network="sandbox", address=address)
        AccountLink.objects.create(
            exchange=exchange,
            user=user,
            account=account,
            slug=f"of-{name}",
            label=world.canary(f"Canary book of {name}", *readers),
        )
        if not is_practice:
            Wallet.objects.create(user=user, exchange=exchange, address=world.canary(address, *readers))


def _companies(world: World) -> None:
    for side, exchange, readers in (("a", world.meridian, COMPANY_A), ("b", world.aurora, COMPANY_B)):
        company = exchange.operator
        owner = company.memberships.get(role="owner").user
        owner.email = world.canary(f"canary-owner-{side}@example.com", *readers)
        owner.save()
        world.people[f"operator_{side}"] = owner
        Invitation.objects.create(
            operator=company,
            email=world.canary(f"canary-invited-{side}@example.com", *readers),
            role="editor",
        )
        AuditEntry.objects.create(
            kind="invited",
            exchange=exchange,
            operator=company,
            target=world.canary(f"canary target {side}", *readers),
        )
        exchange.default_market = "BTC"
        exchange.save()
    support = User.objects.create(email=world.canary("canary-support@example.com", *COMPANY_A))
    Membership.objects.create(user=support, operator=world.meridian.operator, role="support")
    world.people["support"] = support
    world.people["platform"] = User.objects.get(is_superuser=True)


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    session = client.session
    session[SITE], session[METHOD] = site_id(user.exchange), "password"
    session[SECOND_FACTOR], session[PROVEN_AT] = user.exchange is None, int(timezone.now().timestamp())
    session["agent"] = ""
    session.save()
    return session.session_key


@dataclass(frozen=True, slots=True)
class Target:
    """What an address can name: arguments or query, the roles whose it is (None: everybody's), and a canary
    that whoever holds this address may read.
    """

    label: str
    arguments: tuple[Any, ...] = ()
    query: str = ""
    owners: frozenset[str] | None = None
    reveals: str = ""


def nothing(world: World) -> list[Target]:
    """The address names nothing."""
    return [Target("")]


def accounts(world: World) -> list[Target]:
    """Venue accounts of the terminal."""
    return [
        Target("default account"),
        Target("demo account", query="account=main"),
        Target("trader's account", query="account=of-trader", owners=frozenset({"trader"})),
        Target("visitor's account", query="account=of-visitor", owners=frozenset({"visitor"})),
        Target("another trader's account", query="account=of-cy", owners=frozenset()),
        Target("account of Aurora's trader", query="account=of-ben", owners=frozenset()),
    ]


def markets_and_accounts(world: World) -> list[Target]:
    """The same on a market of its own; a market that is not listed."""
    named = [Target(one.label, ("ETH",), one.query, one.owners) for one in accounts(world)]
    return [*named, Target("no market", ("NOPE",), owners=frozenset())]


def sessions(world: World) -> list[Target]:
    """Handles of browsers."""
    owned = [
        Target(f"{role}'s browser", (_handle(user),), owners=frozenset({role} & set(ROLES)))
        for role, user in world.people.items()
    ]
    return [*owned, Target("no browser", ("0" * 32,), owners=frozenset())]


def _handle(user: User) -> str:
    return Session.objects.filter(user=user)[0].handle


def wallets(world: World) -> list[Target]:
    """Wallets of three traders."""
    return [
        Target(
            f"{name}'s wallet",
            (Wallet.objects.get(user=world.people[name]).pk,),
            owners=frozenset({name} & set(ROLES)),
        )
        for name in ("trader", "cy", "ben")
    ] + [Target("no wallet", (10**9,), owners=frozenset())]


def mail_links(world: World) -> list[Target]:
    """Mailed links of this site and of the other; whoever holds one of this site may use it."""
    return [
        Target("link of Meridian", (links.write("open", world.meridian, "new@example.com"),)),
        Target("link of Aurora", (links.write("open", world.aurora, "new@example.com"),), owners=frozenset()),
        Target("no link", ("nonsense",), owners=frozenset()),
    ]


def platform_links(world: World) -> list[Target]:
    """The same on the platform's host."""
    owner = world.people["operator_a"]
    return [
        Target(
            "link of the platform", (links.write("reset", None, owner.email, owner),), reveals=owner.email
        ),
        Target("link of Aurora", (links.write("open", world.aurora, "new@example.com"),), owners=frozenset()),
    ]


def companies(world: World) -> list[Target]:
    """Operators."""
    return [
        Target("company A", (world.meridian.operator.pk,), owners=COMPANY_A),
        Target("company B", (world.aurora.operator.pk,), owners=COMPANY_B),
        Target("no company", (10**9,), owners=frozenset()),
    ]


def memberships(world: World) -> list[Target]:
    """Members, named with their own company and with the other one."""
    a, b = world.meridian.operator, world.aurora.operator
    of_a, of_b = a.memberships.get(role="support").pk, b.memberships.first().pk
    return [
        Target("member of A", (a.pk, of_a), owners=COMPANY_A),
        Target("member of B", (b.pk, of_b), owners=COMPANY_B),
        Target("member of B through A", (a.pk, of_b), owners=frozenset()),
        Target("member of A through B", (b.pk, of_a), owners=frozenset()),
    ]


def invitations(world: World) -> list[Target]:
    """Invitations, named with their own company and with the other one."""
    a, b = world.meridian.operator, world.aurora.operator
    of_a, of_b = a.invitations.get().pk, b.invitations.get().pk
    return [
        Target("invitation of A", (a.pk, of_a), owners=COMPANY_A),
        Target("invitation of B", (b.pk, of_b), owners=COMPANY_B),
        Target("invitation of B through A", (a.pk, of_b), owners=frozenset()),
    ]


def invitation_links(world: World) -> list[Target]:
    """Invitations' links: whoever holds one may use it, once it is signed by us."""
    invited = world.meridian.operator.invitations.get()
    return [
        Target("invitation's link", (links.signed_number(invited.pk, TOKEN_SALT),), reveals=invited.email),
        Target(
            "a number signed for something else",
            (links.signed_number(invited.pk, "other"),),
            owners=frozenset(),
        ),
        Target("no link", ("nonsense",), owners=frozenset()),
    ]


def unusable(world: World) -> list[Target]:
    """A token nobody has."""
    return [Target("nonsense", ("nonsense",), owners=frozenset())]


Targets = Callable[[World], list[Target]]

# What the admin's rows of each model are: the object of company A and the one of company B.
ADMIN_ROWS: dict[str, Callable[[Exchange], Any]] = {
    "exchange": lambda exchange: exchange.pk,
    "brand": lambda exchange: exchange.brand.pk,
    "marginpolicy": lambda exchange: exchange.margin_policy.pk,
    "auditentry": lambda exchange: AuditEntry.objects.filter(exchange=exchange).latest("pk").pk,
}


def admin_rows(model: str) -> Targets:
    """The rows of one model in the admin."""
    assert model in ADMIN_ROWS, (
        f"tests/tenancy/world.py (ADMIN_ROWS) does not say whose the rows of {model} are"
    )
    row = ADMIN_ROWS[model]

    def targets(world: World) -> list[Target]:
        return [
            Target(f"{model} of A", (row(world.meridian),), owners=COMPANY_A),
            Target(f"{model} of B", (row(world.aurora),), owners=COMPANY_B),
            Target(f"no {model}", (10**9,), owners=frozenset()),
        ]

    return targets
