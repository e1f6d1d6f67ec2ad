"""Confirmations: the mails of a double opt-in, a reminder after 3 days, an end after 30."""
