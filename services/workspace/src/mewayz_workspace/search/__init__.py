"""Search: one index over the records of every service, fed by their events."""
