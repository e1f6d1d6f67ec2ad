"""Suppressions: addresses and domains that get no marketing mail, and why."""
