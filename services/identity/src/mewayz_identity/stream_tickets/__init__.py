"""Stream tickets: single-use passes of 30 seconds for WebSocket and EventSource, which cannot send headers."""
