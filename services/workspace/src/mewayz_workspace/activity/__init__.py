"""Activity: who did what in the workspace, in words, as far as the reader may read it."""
