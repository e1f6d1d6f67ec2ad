"""Campaigns: one mail to everybody on some lists, prepared, started, and followed to its last recipient."""
