"""Catalogue: goals, features, industries, plans and bundles with their versions; seeded, edited by staff."""
