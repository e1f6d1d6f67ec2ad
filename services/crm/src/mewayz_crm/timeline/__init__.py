"""The timeline: what happened to a record, one line per event."""
