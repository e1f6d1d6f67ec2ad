"""Consents: which version of a legal document a person agreed to, and when."""
