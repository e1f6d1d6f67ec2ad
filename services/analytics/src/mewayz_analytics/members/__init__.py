"""Members: who is active in which workspace, so that events of a person count there."""
