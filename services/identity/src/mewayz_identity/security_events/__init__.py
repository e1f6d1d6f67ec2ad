"""Security events: the append-only log of what happened to accounts, keys and sessions."""
