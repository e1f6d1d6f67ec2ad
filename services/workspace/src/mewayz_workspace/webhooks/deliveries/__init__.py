"""Webhook deliveries: every attempt to hand a message over, with what the other side answered."""
