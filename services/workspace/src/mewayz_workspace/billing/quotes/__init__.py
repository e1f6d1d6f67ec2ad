"""Quotes: what a choice would cost, for thirty minutes."""
