"""Inherited suites: one class of tests that every implementation of a seam must pass."""
