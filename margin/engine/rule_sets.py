"""Which rules each rule set means."""

from margin.engine import aster, aster_multi_assets, hyperliquid
from margin.engine.accounts import RuleSet
from margin.engine.errors import MarginError
from margin.engine.rules import Rules

_RULES = {
    RuleSet.HYPERLIQUID: hyperliquid.RULES,
    RuleSet.HYPERLIQUID_UNIFIED: hyperliquid.RULES,
    RuleSet.ASTER: aster.RULES,
    RuleSet.ASTER_MULTI_ASSETS: aster_multi_assets.RULES,
}


def rules_of(rule_set: RuleSet) -> Rules:
    """The rules of a rule set; MarginError when the engine has none."""
    if rule_set not in _RULES:
        raise MarginError("rules", f"{rule_set} is not computed here")
    return _RULES[rule_set]
