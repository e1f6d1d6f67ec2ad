"""Merges: which records were joined into which, with what they were before."""
