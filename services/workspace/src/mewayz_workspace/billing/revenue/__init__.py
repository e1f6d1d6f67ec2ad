"""Recurring revenue: what the subscriptions of the platform bring, measured from their rows."""
