"""Mail events: what became of a message, one line per event; nothing changes or deletes a line."""
