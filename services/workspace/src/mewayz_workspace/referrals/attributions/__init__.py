"""Attributions: who was brought by whom; set once, looked at for fraud."""
