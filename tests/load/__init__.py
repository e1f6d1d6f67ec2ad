"""Benchmarks that print ratios measured in one run; never an assertion on wall time."""
