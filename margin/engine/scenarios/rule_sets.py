"""Which rules of change each rule set means."""

from margin.engine.accounts import RuleSet
from margin.engine.errors import MarginError
from margin.engine.scenarios import aster, hyperliquid
from margin.engine.scenarios.rules import ChangeRules

_RULES = {
    RuleSet.HYPERLIQUID: hyperliquid.RULES,
    RuleSet.HYPERLIQUID_UNIFIED: hyperliquid.RULES,
    RuleSet.ASTER: aster.RULES,
    RuleSet.ASTER_MULTI_ASSETS: aster.MULTI_ASSETS_RULES,
}


def change_rules_of(rule_set: RuleSet) -> ChangeRules:
    """The rules of change of a rule set; MarginError when the engine has none."""
    if rule_set not in _RULES:
        raise MarginError("rules", f"{rule_set} is not computed here")
    return _RULES[rule_set]
