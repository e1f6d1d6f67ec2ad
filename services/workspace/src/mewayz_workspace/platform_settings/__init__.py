"""Settings of the platform that staff changes while it runs; each with a default, a type and an audit entry."""
