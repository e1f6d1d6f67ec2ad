"""TOTP credentials: time-based one-time codes of an authenticator app (RFC 6238)."""
