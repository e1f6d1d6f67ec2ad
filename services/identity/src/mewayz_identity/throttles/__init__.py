"""Throttles: counters of failures, kept in rows, so that they hold over replicas and restarts."""
