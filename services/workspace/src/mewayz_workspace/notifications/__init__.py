"""Notifications: what a person is told in the product, live, and by mail, as they prefer."""
