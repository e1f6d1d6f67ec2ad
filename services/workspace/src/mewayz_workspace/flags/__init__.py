"""Feature flags: what is rolled out to which workspaces, and maintenance."""
