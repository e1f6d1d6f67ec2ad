"""Logins: proving who one is, and the second step where a second factor protects the account."""
