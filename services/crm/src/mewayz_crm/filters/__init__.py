"""Filters: the one language in which views, segments and rules say which records they mean."""
