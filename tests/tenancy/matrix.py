"""The matrix: every route × role × host × own and foreign objects, asked for real; wrong cells in words."""

from collections.abc import Iterator

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.tenancy.routes import EXCHANGE, PLATFORM, Rule, rules_of
from tests.tenancy.world import AURORA, HOMES, MERIDIAN, NOBODYS, ROLES, STUDIO, Target, World

DOORS = ("/account/sign-in/", "/admin/login/")
REFUSALS = {400, 403, 404, 405, 410}
PLACES = (
    (EXCHANGE, MERIDIAN),
    (EXCHANGE, AURORA),
    (EXCHANGE, NOBODYS),
    (PLATFORM, STUDIO),
    (PLATFORM, NOBODYS),
)


def violations(world: World, urlconf: str, host: str, only: set[str] | None = None) -> list[str]:
    """Every cell of one site at one host that is not as the rules say; `only` asks for these routes alone."""
    return [
        problem
        for name, rule in rules_of(urlconf).items()
        if only is None or name in only
        for problem in _of_route(world, urlconf, name, rule, host)
    ]


def _of_route(world: World, urlconf: str, name: str, rule: Rule, host: str) -> Iterator[str]:
    for target in rule.targets(world):
        path = address(urlconf, name, target)
        for role in asking(host):
            for method, allowed in (("get", rule.get), ("post", rule.post)):
                expected = is_expected(role, host, allowed, target)
                problem = ask(world, role, host, method, path, rule, target, expected)
                if problem:
                    yield f"{name} ({target.label}): {role} at {host} by {method}: {problem}"


def asking(host: str) -> list[str]:
    """Who asks here: everybody at home; away, where all count as nobody, one of each kind."""
    at_home = [role for role in ROLES if HOMES.get(role) == host]
    return [
        "anonymous",
        *at_home,
        *{MERIDIAN: ["platform"], STUDIO: ["trader"]}.get(host, ["trader", "platform"]),
    ]


def address(urlconf: str, name: str, target: Target) -> str:
    """The path of a route with this target's arguments."""
    if name.endswith("_by_id"):
        path = reverse(name.replace("_by_id", "_change"), urlconf, target.arguments).removesuffix("change/")
    elif name == "admin:catch-all":
        path = "/admin/nowhere"
    else:
        path = reverse(name, urlconf, target.arguments)
    return f"{path}?{target.query}" if target.query else path


def is_expected(role: str, host: str, allowed: frozenset[str], target: Target) -> bool:
    """Whether this request should come in. Away from home a role is nobody."""
    if host == NOBODYS:
        return False
    acting = role if HOMES.get(role) == host else "anonymous"
    is_theirs = target.owners is None or acting in target.owners
    if host == AURORA and target.label.startswith("link of "):
        is_theirs = target.label == "link of Aurora"
    return acting in allowed and is_theirs


def ask(
    world: World, role: str, host: str, method: str, path: str, rule: Rule, target: Target, expected: bool
) -> str | None:
    """Asks for one cell, undoes what it did, and says what is wrong with the answer."""
    client = world.browser(role, host)
    with transaction.atomic():
        answer = _request(client, method, path, rule)
        transaction.set_rollback(True)
    if answer.status_code >= 500 and answer.status_code != 503:
        return f"answered {answer.status_code}"
    if came_in(answer) and not expected and not path.startswith("/healthz"):
        return f"came in ({answer.status_code} {answer.headers.get('Location', '')})"
    if not came_in(answer) and expected:
        return f"was refused ({answer.status_code} {answer.headers.get('Location', '')})"
    text = answer.content.decode(errors="replace")
    return _leak(world, role, host, text.replace(target.reveals, "") if target.reveals else text)


def _request(client: Client, method: str, path: str, rule: Rule):
    if method == "get":
        return client.get(path)
    if rule.json is not None:
        return client.post(path, rule.json, content_type="application/json")
    return client.post(path, rule.data)


def came_in(answer) -> bool:
    """True unless the answer refuses or leads to the door."""
    if answer.status_code in REFUSALS:
        return False
    leads_to = answer.headers.get("Location", "")
    return not leads_to.startswith(DOORS) and leads_to != "/admin/"


def _leak(world: World, role: str, host: str, text: str) -> str | None:
    """The first thing in the page that this role may not read here."""
    acting = role if HOMES.get(role) == host else "anonymous"
    if host == NOBODYS and ("Meridian" in text or "Aurora" in text):
        return "an unknown host shows a brand"
    return next(
        (
            f"reads {canary}"
            for canary, readers in world.canaries.items()
            if canary in text and acting not in readers
        ),
        None,
    )


def unclassified(urlconf: str, routes: list[str]) -> list[str]:
    """Routes without a rule, and rules without a route."""
    rules = rules_of(urlconf)
    return [
        f"tests/tenancy/routes.py does not say who may open {name!r}" for name in routes if name not in rules
    ] + [
        f"{name!r} is in tests/tenancy/routes.py, but no route has this name"
        for name in rules
        if name not in routes
    ]
