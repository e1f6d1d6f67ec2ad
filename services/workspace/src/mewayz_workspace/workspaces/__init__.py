"""Workspaces: the tenants themselves, their names, settings and life from creation to purge."""
