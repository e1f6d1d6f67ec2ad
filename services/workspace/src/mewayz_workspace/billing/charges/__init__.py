"""Charges: what is due, and what became of it at finance."""
