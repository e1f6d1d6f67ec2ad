"""Score entries: every time a rule has counted, with what it gave and until when."""
