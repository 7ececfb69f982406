"""Hyperliquid's protocol over the sandbox's world: what its answers look like and what its sockets send."""
