"""Status: what does not work, as staff tells it, and what was measured."""
