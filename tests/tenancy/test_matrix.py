"""SECURITY T1–T5 over every route, generated; an unclassified route fails; planted leaks are each caught."""

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.shortcuts import get_object_or_404
from django.urls import path

from operators import admin as back_office
from operators import middleware
from operators.accounts import backoffice, links, roles, sessions
from operators.accounts import middleware as accounts_middleware
from operators.accounts.views import by_mail, people, wallet
from operators.models import Exchange, Operator, Session, User
from operators.tenancy import Site
from tests.tenancy import matrix, routes
from tests.tenancy.routes import EXCHANGE, PLATFORM
from tests.tenancy.world import AURORA, MERIDIAN, NOBODYS, STUDIO, World, build
from trading.models import AccountLink
from trading.terminal import screen


@pytest.fixture
def world(db) -> World:
    return build()


@pytest.mark.parametrize("urlconf", [EXCHANGE, PLATFORM])
def test_t3_every_route_is_classified(urlconf):
    assert matrix.unclassified(urlconf, routes.routes_of(urlconf)) == []


def test_t3_a_route_that_nobody_classified_fails_the_build():
    added = [*routes.routes_of(EXCHANGE), *(name for name, _ in routes.walk([path("new/", len, name="new")]))]
    assert matrix.unclassified(EXCHANGE, added) == ["tests/tenancy/routes.py does not say who may open 'new'"]


@pytest.mark.parametrize(("urlconf", "host"), matrix.PLACES)
def test_t1_t2_t3_every_route_answers_each_role_as_it_should(world, urlconf, host):
    assert matrix.violations(world, urlconf, host) == []


def everybodys_links(exchange: Exchange, user: User) -> tuple[AccountLink, ...]:
    return tuple(AccountLink.objects.filter(exchange=exchange).select_related("account"))


def every_exchanges_links(exchange: Exchange, user: User) -> tuple[AccountLink, ...]:
    return tuple(AccountLink.objects.select_related("account").order_by("pk"))


def any_site(token: str, exchange: Exchange | None):
    return next((found for site in (exchange, *Exchange.objects.all()) if (found := READ(token, site))), None)


def any_owner(model: type, **wanted: object):
    wanted.pop("user", None)
    return get_object_or_404(model, **wanted)


def any_operator(model: type, **wanted: object):
    wanted.pop("operator", None)
    return get_object_or_404(model, **wanted)


def signed_in_anywhere(session: object, user: User, exchange: Exchange | None) -> User | None:
    return user if user.is_authenticated else None


READ = links.read
ADMIN_QUERYSET = back_office.admin.ModelAdmin.get_queryset

# What somebody could get wrong one day: where, what it becomes, the corner of the matrix that must notice.
LEAKS: dict[str, tuple[object, str, Callable, str, str, set[str]]] = {
    "the terminal shows other traders' accounts": (
        screen, "visible_links", everybodys_links, EXCHANGE, MERIDIAN, {"home", "trade"},
    ),
    "the terminal shows another exchange's accounts": (
        screen, "visible_links", every_exchanges_links, EXCHANGE, AURORA, {"trade"},
    ),
    "settings list everybody's browsers": (
        sessions, "live", lambda user: Session.objects.all(), EXCHANGE, MERIDIAN, {"session-revocation"},
    ),
    "a wallet is found without asking whose it is": (
        wallet, "get_object_or_404", any_owner, EXCHANGE, MERIDIAN, {"wallet-removal"},
    ),
    "a mailed link works on every site": (
        by_mail.links, "read", any_site, EXCHANGE, MERIDIAN, {"mail-link"},
    ),
    "an unknown host gets the first exchange": (
        middleware, "site_of", lambda host: Site(Exchange.objects.first()), EXCHANGE, NOBODYS, {"sign-in"},
    ),
    "the back office lists every company's rows": (
        back_office.OwnExchanges, "get_queryset", lambda self, request: ADMIN_QUERYSET(self, request),
        PLATFORM, STUDIO, {"admin:operators_brand_changelist", "admin:operators_auditentry_changelist"},
    ),
    "support may edit": (
        back_office.OwnExchanges, "has_change_permission", lambda self, request, obj=None: True,
        PLATFORM, STUDIO, {"admin:operators_marginpolicy_change"},
    ),
    "the door of the back office is open": (
        backoffice.BackOffice, "has_permission", lambda self, request: True,
        PLATFORM, STUDIO, {"admin:index"},
    ),
    "people of every company are listed": (
        roles, "operators_of", lambda user: Operator.objects.all(), PLATFORM, STUDIO, {"people"},
    ),
    "everybody in a company manages its people": (
        roles, "may_manage_people", lambda user, operator: True, PLATFORM, STUDIO, {"people-role"},
    ),
    "a member is found without asking of which company": (
        people, "get_object_or_404", any_operator, PLATFORM, STUDIO, {"people-role"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("leak", LEAKS)
def test_t3_a_planted_leak_is_caught(world, leak):
    place, name, wrong, urlconf, host, corner = LEAKS[leak]
    with patch.object(place, name, wrong):
        assert matrix.violations(world, urlconf, host, corner) != []


def test_t1_a_session_that_counts_on_every_host_is_caught_once_both_locks_are_open(world):
    corner = {"account", "account-deletion"}
    anybody = patch.object(accounts_middleware, "person_here", signed_in_anywhere)
    any_site = patch.object(accounts_middleware.session_store, "SITE", "forgotten")
    with anybody:
        assert matrix.violations(world, EXCHANGE, AURORA, corner) == []
    with anybody, any_site:
        assert matrix.violations(world, EXCHANGE, AURORA, corner) != []


def test_enough_leaks_are_planted():
    assert len(LEAKS) >= 10
