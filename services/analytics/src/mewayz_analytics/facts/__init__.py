"""Facts: one row per public event of the workspace, written once and never changed."""
