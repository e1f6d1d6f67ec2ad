"""Passkey logins: signing in by a passkey alone, without typing an address."""
