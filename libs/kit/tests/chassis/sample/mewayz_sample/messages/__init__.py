"""Messages: handlers that count, fail and reject as they are told."""
