"""Sending: how a campaign that has started reaches its recipients, each at most once."""
