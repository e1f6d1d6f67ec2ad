"""Disowned logins: "this wasn't me", said by the link in the mail about a new device."""
