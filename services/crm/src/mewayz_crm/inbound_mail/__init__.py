"""Inbound mail: what comes back by mail: bounces, complaints, unsubscriptions and replies."""
