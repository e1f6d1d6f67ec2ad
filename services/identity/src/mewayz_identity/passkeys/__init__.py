"""Passkeys: credentials of an authenticator (WebAuthn), for signing in without a password and as a second factor."""
