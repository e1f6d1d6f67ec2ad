"""Triggers: what happens to a contact begins sequences, and ends others."""
