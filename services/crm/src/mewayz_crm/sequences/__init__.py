"""Sequences: what is sent to a contact and done about them, step by step, once something has happened."""
