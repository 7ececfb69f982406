"""Answers that do not move: the spot market the sandbox does not trade, and the base fee schedule."""

from datetime import UTC, datetime
from typing import Any

# The smallest spot market clients can start with: USDC and one pair, as mainnet describes them.
SPOT_META: dict[str, Any] = {
    "universe": [{"tokens": [1, 0], "name": "PURR/USDC", "index": 0, "isCanonical": True}],
    "tokens": [
        {
            "name": "USDC",
            "szDecimals": 8,
            "weiDecimals": 8,
            "index": 0,
            "tokenId": "0xeb62eee3685fc4c43992febcd9e75443",
            "isCanonical": True,
            "evmContract": None,
            "fullName": None,
            "deployerTradingFeeShare": "0.0",
        },
        {
            "name": "PURR",
            "szDecimals": 0,
            "weiDecimals": 5,
            "index": 1,
            "tokenId": "0xc4bf3f870c0e9465323c0b6ed28096c2",
            "isCanonical": True,
            "evmContract": None,
            "fullName": "Hypurr",
            "deployerTradingFeeShare": "0.0",
        },
    ],
}

SPOT_CONTEXTS: list[dict[str, Any]] = [
    {
        "prevDayPx": "0.15",
        "dayNtlVlm": "0.0",
        "markPx": "0.15",
        "midPx": None,
        "circulatingSupply": "0.0",
        "coin": "PURR/USDC",
        "totalSupply": "0.0",
        "dayBaseVlm": "0.0",
    }
]

TAKER_FEE = "0.00045"
MAKER_FEE = "0.00015"

_VIP = (
    ("5000000.0", "0.0004", "0.00012", "0.0006", "0.0003"),
    ("25000000.0", "0.00035", "0.00008", "0.0005", "0.0002"),
    ("100000000.0", "0.0003", "0.00004", "0.0004", "0.0001"),
    ("500000000.0", "0.00028", "0.0", "0.00035", "0.0"),
    ("2000000000.0", "0.00026", "0.0", "0.0003", "0.0"),
    ("7000000000.0", "0.00024", "0.0", "0.00025", "0.0"),
)
_MARKET_MAKERS = (("0.005", "-0.00001"), ("0.015", "-0.00002"), ("0.03", "-0.00003"))


def user_fees(now: int) -> dict[str, Any]:
    """`userFees` of a trader on the base tier: 0.045 % taker, 0.015 % maker (docs, trading/fees)."""
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    return {
        "dailyUserVlm": [{"date": f"{today}", "userCross": "0.0", "userAdd": "0.0", "exchange": "0.0"}],
        "feeSchedule": {
            "cross": TAKER_FEE,
            "add": MAKER_FEE,
            "spotCross": "0.0007",
            "spotAdd": "0.0004",
            "tiers": {
                "vip": [
                    {"ntlCutoff": cutoff, "cross": cross, "add": add, "spotCross": spot, "spotAdd": spot_add}
                    for cutoff, cross, add, spot, spot_add in _VIP
                ],
                "mm": [{"makerFractionCutoff": cutoff, "add": add} for cutoff, add in _MARKET_MAKERS],
            },
            "referralDiscount": "0.04",
            "stakingDiscountTiers": [{"bpsOfMaxSupply": "0.0", "discount": "0.0"}],
        },
        "userCrossRate": TAKER_FEE,
        "userAddRate": MAKER_FEE,
        "userSpotCrossRate": "0.0007",
        "userSpotAddRate": "0.0004",
        "activeReferralDiscount": "0.0",
        "trial": None,
        "feeTrialEscrow": "0.0",
        "nextTrialAvailableTimestamp": None,
        "stakingLink": None,
        "activeStakingDiscount": {"bpsOfMaxSupply": "0.0", "discount": "0.0"},
    }
