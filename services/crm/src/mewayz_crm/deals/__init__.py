"""Deals: what a workspace hopes to sell, to whom, for how much, and how far it has come."""
