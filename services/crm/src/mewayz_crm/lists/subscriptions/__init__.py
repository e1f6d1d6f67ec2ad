"""Subscriptions: which address is on which list, by whose word."""
