"""Webhooks: every public event of a workspace, signed and sent to the addresses it names (Standard Webhooks)."""
