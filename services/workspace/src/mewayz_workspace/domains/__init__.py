"""Domains: hosts of one's own, proven by DNS, that lead to pages of a workspace."""
