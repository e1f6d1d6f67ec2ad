"""Step-ups: proving again, within a session, that it is still you."""
