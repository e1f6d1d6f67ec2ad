"""Things: a resource as most are."""
