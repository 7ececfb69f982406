"""Hyperliquid's info requests by the venue's own names; answers in its own shapes."""

from typing import Any

import msgspec

from trading.venues.errors import Unreadable
from trading.venues.gateway import Gateway
from trading.venues.hyperliquid import endpoints, wire


class Raw:
    """Each method is one request. VenueError without an answer, Unreadable when it has another shape."""

    def __init__(self, gateway: Gateway):
        self.gateway = gateway

    async def meta(self, dex: str = "") -> wire.Meta:
        """The perpetuals of one dex and its margin tables."""
        return await self._info(wire.Meta, "meta", **_dex(dex))

    async def meta_and_contexts(self, dex: str = "") -> wire.MetaAndContexts:
        """The perpetuals of one dex and their prices, in the same order."""
        return await self._info(wire.MetaAndContexts, "metaAndAssetCtxs", **_dex(dex))

    async def perp_dexs(self) -> list[wire.PerpDex | None]:
        """Every dex; the main one first, as None."""
        return await self._info(list[wire.PerpDex | None], "perpDexs")

    async def user_abstraction(self, user: str) -> str:
        """The account mode: default, disabled, unifiedAccount, portfolioMargin, dexAbstraction."""
        return await self._info(str, "userAbstraction", user=user)

    async def clearinghouse_state(self, user: str, dex: str = "") -> wire.ClearinghouseState:
        """What an account holds on one dex."""
        return await self._info(wire.ClearinghouseState, "clearinghouseState", user=user, **_dex(dex))

    async def spot_clearinghouse_state(self, user: str) -> wire.SpotState:
        """An account's spot wallet: the pools of a unified account."""
        return await self._info(wire.SpotState, "spotClearinghouseState", user=user)

    async def frontend_open_orders(self, user: str, dex: str = "") -> list[wire.Order]:
        """An account's resting orders on one dex, triggers and reduce-only marked."""
        return await self._info(list[wire.Order], "frontendOpenOrders", user=user, **_dex(dex))

    async def active_asset_data(self, user: str, coin: str) -> wire.ActiveAssetData:
        """An account's leverage in one market."""
        return await self._info(wire.ActiveAssetData, "activeAssetData", user=user, coin=coin)

    async def _info(self, shape: Any, kind: str, **fields: str) -> Any:
        body = msgspec.json.encode({"type": kind, **fields})
        answer = await self.gateway.post(endpoints.INFO, body, endpoints.weight(kind))
        try:
            return msgspec.json.decode(answer, type=shape)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise Unreadable(f"Hyperliquid's answer to {kind} has another shape: {error}") from None


def _dex(dex: str) -> dict[str, str]:
    return {"dex": dex} if dex else {}
