"""API keys: credentials of programs, bound to one workspace."""
