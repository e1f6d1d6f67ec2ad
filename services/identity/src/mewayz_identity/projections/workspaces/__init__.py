"""Workspaces: which of them demand a second factor of their members, copied from workspace's events."""
