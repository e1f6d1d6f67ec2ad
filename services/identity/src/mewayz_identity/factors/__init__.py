"""Factors: whether a person has a second one, and proving it."""
