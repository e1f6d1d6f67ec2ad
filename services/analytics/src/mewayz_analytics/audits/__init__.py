"""Audits: the nightly proof that buckets are what their facts add up to."""
