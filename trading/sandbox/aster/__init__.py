"""Aster V3: REST, signing by typed data, market and user streams."""
