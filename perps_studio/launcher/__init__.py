"""Starts everything the product needs on one machine, and stops it again. The standard library only, and nothing of ours."""
