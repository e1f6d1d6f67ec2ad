"""Integrations: outside providers of the platform, their sealed credentials, and whether they work."""
