"""Users: who the people of a workspace are, copied from identity's events."""
