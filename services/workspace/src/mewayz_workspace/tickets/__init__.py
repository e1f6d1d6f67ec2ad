"""Tickets: questions of customers to the platform, with promises about when they are answered."""
