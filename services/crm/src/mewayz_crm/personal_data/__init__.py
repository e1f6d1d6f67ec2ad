"""Personal data: everything about one contact, and its erasure."""
