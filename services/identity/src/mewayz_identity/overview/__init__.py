"""Overview: counts of accounts and sessions, for staff."""
