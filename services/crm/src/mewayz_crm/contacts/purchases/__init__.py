"""Purchases: the paid orders of a contact, which make up its lifetime value."""
