"""Settings: how a workspace keeps its records and sends its mail."""
