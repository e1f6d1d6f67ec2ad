"""Tokens: short access tokens, and refresh tokens that rotate without logging honest people out."""
