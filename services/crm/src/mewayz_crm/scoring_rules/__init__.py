"""Scoring rules: what deeds of a contact are worth, as points of its score."""
