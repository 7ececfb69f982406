"""Starts everything the product needs on one machine, and stops it again. Standard library only."""
