"""Which rules each rule set means."""

from margin.engine import hyperliquid
from margin.engine.accounts import RuleSet
from margin.engine.errors import MarginError
from margin.engine.rules import Rules

_RULES = {
    RuleSet.HYPERLIQUID: hyperliquid.RULES,
    RuleSet.HYPERLIQUID_UNIFIED: hyperliquid.RULES,
}


def rules_of(rule_set: RuleSet) -> Rules:
    """The rules of a rule set; MarginError when the engine has none."""
    if rule_set not in _RULES:
        raise MarginError("rules", f"{rule_set} is not computed here")
    return _RULES[rule_set]
