"""E-mail factors: codes by mail as a second factor, for people without an authenticator app."""
