"""Preferences: the pages behind the links of mails, for people who have no login here."""
