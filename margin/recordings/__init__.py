"""Recorded account states of both venues, and whether the engine gives the figures they report."""
