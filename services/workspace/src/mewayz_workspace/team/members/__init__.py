"""Members: who belongs to a workspace, with which role."""
