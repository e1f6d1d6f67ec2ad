"""Recovery codes: ten single-use codes for the day the authenticator is lost."""
