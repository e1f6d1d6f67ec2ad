"""User administration: what staff sees of accounts and can do for them."""
