"""REST: which path is which call, who signed it, and the answer's status."""

import re
from typing import Any

from trading.sandbox.aster import market_data, queries, settings, trading
from trading.sandbox.aster.errors import AsterError
from trading.sandbox.aster.instruments import DEX
from trading.sandbox.aster.params import Params
from trading.sandbox.aster.signing import trader
from trading.sandbox.house import HOUSE
from trading.sandbox.world import FIRST_MONEY, World

PATH = re.compile(r"/fapi/v[1-4]/(.+)")
SPOT = ("GET", "/api/v3/exchangeInfo")
SIGNED = {**settings.ROUTES, **trading.ROUTES, **queries.ROUTES}


def answer(world: World, method: str, path: str, query: str, body: str) -> tuple[int, Any]:
    """Status and JSON of a request under `/aster`."""
    found = PATH.fullmatch(path)
    route = (method, found[1] if found else "")
    params = Params.of(query, body)
    if (method, path) == SPOT:
        return 200, market_data.no_spot(world)
    try:
        if route in market_data.ROUTES:
            return 200, market_data.ROUTES[route](world, params)
        if route in settings.MANAGEMENT:
            return 200, settings.manage(world, params, route)
        if route in SIGNED:
            user = trader(world, params)
            welcome(world, user)
            return 200, SIGNED[route](world, user, params)
    except AsterError as refused:
        return refused.status, refused.body
    except (ValueError, ArithmeticError):
        return 400, {"code": -1130, "msg": "Invalid data sent for a parameter."}
    return 404, {"code": -5000, "msg": f"Path {path}, Method {method} is invalid"}


def welcome(world: World, user: str) -> None:
    """Who signs for the first time gets paper money."""
    if (user, DEX) not in world.accounts and user not in HOUSE:
        world.transfer(world.opened(user, DEX), "deposit", FIRST_MONEY)
