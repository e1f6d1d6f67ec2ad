"""Registrations: making an account with address and password."""
