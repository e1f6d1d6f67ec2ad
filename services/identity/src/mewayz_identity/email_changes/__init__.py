"""E-mail changes: moving an account to another address, with a way back for its owner."""
