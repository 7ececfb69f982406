"""Exact margin: positions, tiers, both venues' rules, liquidation, scenarios, stress. No framework, no floats."""
