"""Imports of contacts: what a row of a file becomes, and the list that its people join."""
