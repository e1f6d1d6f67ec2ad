"""Usage: how much of each limit a workspace has used, as the services count it, with warnings."""
