"""Promotions: launch specials and codes, with quotas, and who has taken them."""
