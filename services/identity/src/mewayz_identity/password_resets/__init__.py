"""Password resets: a new password by a link to the address of the account."""
