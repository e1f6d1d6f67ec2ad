"""Back office: what the platform counts now, and how its services are."""
