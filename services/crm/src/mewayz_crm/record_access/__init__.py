"""Record access: whether the members of a role see all records or only their own."""
