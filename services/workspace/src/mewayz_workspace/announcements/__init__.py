"""Announcements: what the platform tells everybody, or some, in the product."""
