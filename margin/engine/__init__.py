"""Exact margin: positions, tiers, both venues' rules, liquidation, scenarios. No framework, no floats."""
