"""Catalogue: how staff define metrics, and the rebuild that gives a new definition its past."""
