"""Features of a workspace: what it has chosen of the catalogue."""
