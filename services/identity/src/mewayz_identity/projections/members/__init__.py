"""Members: who belongs to which workspace, copied from workspace's events."""
