"""Segments: named groups of contacts, by a filter or by hand."""
