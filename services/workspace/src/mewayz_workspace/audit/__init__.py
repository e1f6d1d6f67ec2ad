"""Audit: who did what, made from every public event; append-only."""
