"""Takeovers: somebody proves to own the address of an account whose address was never proven."""
