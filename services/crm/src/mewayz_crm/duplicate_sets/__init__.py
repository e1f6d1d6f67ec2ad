"""Duplicate sets: stored records that look like one and the same."""
