"""Enrolments: which contacts are in which sequence, how far they are, and how it ended."""
