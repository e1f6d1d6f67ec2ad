"""Custom fields: typed fields that a workspace adds to its records."""
