"""Passwords: hashing in a bounded pool, and what a password may be."""
