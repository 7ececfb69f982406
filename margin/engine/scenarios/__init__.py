"""What if: changes of an account and of prices, and what they do to every figure. Nothing here is sent."""
