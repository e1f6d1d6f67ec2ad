"""Branding: how a workspace looks to its own people and to the public."""
