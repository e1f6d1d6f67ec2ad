"""Sequence templates: sequences to begin with, each with the mails it sends."""
