"""Set-up: making the first administrator with a one-time token that only the operator can read."""
