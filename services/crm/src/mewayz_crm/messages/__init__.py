"""Messages: the one pipe by which every mail of a workspace leaves, and what became of each."""
