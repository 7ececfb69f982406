"""Who may open what: every route of both sites. A route that is not here fails the build.

`get` and `post` name the roles for whom a request comes in (anything but a refusal or a way to the door) when
what the address names is theirs; `targets` says what it can name. A role on a foreign host is anonymous.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

from tests.tenancy import world as things
from tests.tenancy.world import ROLES, Targets, nothing

EVERYBODY = frozenset(ROLES)
NOBODY: frozenset[str] = frozenset()
SIGNED_IN = EVERYBODY - {"anonymous"}
TRADER = frozenset({"trader"})
BACK_OFFICE = frozenset({"operator_a", "operator_b", "support", "platform"})
EDITORS = BACK_OFFICE - {"support"}


def one(world: things.World) -> list[things.Target]:
    """A row of the admin by its number: the address only leads on to the row's page."""
    return [things.Target("", (1,))]


EXCHANGE, PLATFORM = "perps_studio.urls", "perps_studio.urls_platform"


@dataclass(frozen=True, slots=True)
class Rule:
    """What the matrix expects of one route. `data` is posted; a dict in `json` is posted as JSON."""

    get: frozenset[str]
    post: frozenset[str] = NOBODY
    targets: Targets = nothing
    data: dict[str, Any] = field(default_factory=dict)
    json: dict[str, Any] | None = None


A_KEY = {"purpose": "sign-in", "address": "0x" + "ab" * 20, "chain": 1}

ACCOUNT = {
    "account": Rule(EVERYBODY),
    "account-preferences": Rule(NOBODY, EVERYBODY),
    "sign-in": Rule(EVERYBODY, EVERYBODY),
    "sign-in-second-factor": Rule(NOBODY, NOBODY),  # nobody waits for a code here: to the door
    "sign-out": Rule(NOBODY, EVERYBODY),
    "password-reset": Rule(EVERYBODY, EVERYBODY),
    "proof": Rule(SIGNED_IN, SIGNED_IN),
    "account-password": Rule(SIGNED_IN, SIGNED_IN),
    "second-factor": Rule(SIGNED_IN, SIGNED_IN),
    "second-factor-codes": Rule(NOBODY, SIGNED_IN),
    "second-factor-removal": Rule(NOBODY, SIGNED_IN),
    "sessions-revocation": Rule(NOBODY, SIGNED_IN),
    "session-revocation": Rule(NOBODY, SIGNED_IN, things.sessions),
    "account-deletion": Rule(SIGNED_IN, SIGNED_IN),
}

ON_EXCHANGES = ACCOUNT | {
    "home": Rule(EVERYBODY, targets=things.accounts),
    "trade": Rule(EVERYBODY, targets=things.markets_and_accounts),
    "practice": Rule(EVERYBODY, EVERYBODY),
    "practice-funds": Rule(NOBODY, EVERYBODY),  # without a practice account: to the page that opens one
    "practice-reset": Rule(NOBODY, EVERYBODY),
    "mail-link": Rule(EVERYBODY, EVERYBODY, things.mail_links),
    "sign-up": Rule(EVERYBODY, EVERYBODY),
    "account-email": Rule(NOBODY, SIGNED_IN),
    "wallet-challenge": Rule(NOBODY, EVERYBODY, json=A_KEY),
    "wallet-answer": Rule(NOBODY, EVERYBODY, json=A_KEY),
    "wallet-removal": Rule(NOBODY, TRADER, things.wallets),
    "brand-stylesheet": Rule(EVERYBODY),
    "theme": Rule(NOBODY, EVERYBODY),
    "learn": Rule(EVERYBODY),
    "learn-questions": Rule(EVERYBODY),
    "learn-search": Rule(EVERYBODY),
    "learn-fitting": Rule(EVERYBODY),
    "learn-calculator": Rule(EVERYBODY),
    "learn-calculator-result": Rule(EVERYBODY),
    "learn-article": Rule(EVERYBODY, targets=lambda world: [things.Target("", ("cross-margin",))]),
    "sitemap": Rule(EVERYBODY),
    "outbox": Rule(NOBODY),  # on a demo only
    "health": Rule(EVERYBODY),
}

ON_PLATFORM = ACCOUNT | {
    "platform-home": Rule(EVERYBODY),
    "sign-in": Rule(EVERYBODY - BACK_OFFICE, EVERYBODY),  # who is signed in goes on to the back office
    "mail-link": Rule(EVERYBODY, EVERYBODY, things.platform_links),
    "people": Rule(BACK_OFFICE),
    "people-invitation": Rule(NOBODY, EDITORS, things.companies),
    "people-withdrawal": Rule(NOBODY, EDITORS, things.invitations),
    "people-role": Rule(NOBODY, EDITORS, things.memberships, data={"role": "editor"}),
    "invitation": Rule(EVERYBODY, EVERYBODY, things.invitation_links),
    "demo-sign-in": Rule(NOBODY, NOBODY, things.unusable),  # on a demo only
    "outbox": Rule(NOBODY),
    "health": Rule(EVERYBODY),
    "admin:index": Rule(BACK_OFFICE, BACK_OFFICE),
    "admin:login": Rule(NOBODY),
    "admin:logout": Rule(NOBODY, BACK_OFFICE),
    "admin:password_change": Rule(BACK_OFFICE, BACK_OFFICE),
    "admin:password_change_done": Rule(BACK_OFFICE),
    "admin:autocomplete": Rule(NOBODY, NOBODY),
    "admin:jsi18n": Rule(BACK_OFFICE),
    "admin:view_on_site": Rule(NOBODY, NOBODY, lambda world: [things.Target("", (1, 1), owners=NOBODY)]),
    "admin:app_list": Rule(BACK_OFFICE, BACK_OFFICE, lambda world: [things.Target("", ("operators",))]),
    "admin:catch-all": Rule(NOBODY, NOBODY, lambda world: [things.Target("", ("nowhere",))]),
}

READ_ONLY = {"auditentry"}


def rules_of_admin() -> dict[str, Rule]:
    """Every view of every model in the admin; KeyError for a model whose rows nobody described in `world`."""
    rules = {}
    for model in admin.site._registry:
        name = model._meta.model_name
        rows, prefix = things.admin_rows(name), f"admin:{model._meta.app_label}_{name}"
        writers = NOBODY if name in READ_ONLY else EDITORS
        rules |= {
            f"{prefix}_changelist": Rule(BACK_OFFICE, BACK_OFFICE),
            f"{prefix}_add": Rule(NOBODY, NOBODY),
            f"{prefix}_delete": Rule(NOBODY, NOBODY, rows),
            f"{prefix}_history": Rule(BACK_OFFICE, BACK_OFFICE, rows),
            f"{prefix}_change": Rule(BACK_OFFICE, writers, rows),
            f"{prefix}_by_id": Rule(BACK_OFFICE, BACK_OFFICE, one),
        }
    return rules


def rules_of(urlconf: str) -> dict[str, Rule]:
    """All rules of one site."""
    return ON_EXCHANGES if urlconf == EXCHANGE else ON_PLATFORM | rules_of_admin()


def routes_of(urlconf: str) -> list[str]:
    """The name of every route that the site answers, as Django has it."""
    return [name for name, _ in walk(get_resolver(urlconf).url_patterns)]


def walk(patterns: list[Any], path: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Name and path of every route; those without a name get one from their place."""
    for one in patterns:
        here = path + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, here, f"{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            yield space + (one.name or _nameless(here)), here


def _nameless(path: str) -> str:
    if "(?P<url>" in path:
        return "catch-all"
    parts = path.split("/")
    return f"{parts[1]}_{parts[2]}_by_id"
