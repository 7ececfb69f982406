"""People: signing in and out, wallets, second factor, sessions, roles, and what is kept about all of it."""
