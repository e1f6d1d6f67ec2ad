"""Metrics: the catalogue of what is counted, and the quarter-hour buckets it is counted in."""
