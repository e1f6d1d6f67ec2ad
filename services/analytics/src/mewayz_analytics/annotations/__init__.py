"""Annotations: what a workspace notes on a date of its charts."""
