"""Overrides: what staff gives one workspace beyond its plan; it never edits the catalogue or the past."""
