"""Queries: the numbers of a workspace over a range of its own days."""
