"""Exports: everything the platform holds about a person, from all services, in one archive."""
