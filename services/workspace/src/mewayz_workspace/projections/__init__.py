"""Read-models: what this service knows of things that others own."""
