"""Adapters: what the reports of each provider mean, and how each proves them."""
