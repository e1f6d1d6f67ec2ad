"""Pacing: how many mails an hour may leave by a sender, a domain and the provider, and how many an address may get."""
