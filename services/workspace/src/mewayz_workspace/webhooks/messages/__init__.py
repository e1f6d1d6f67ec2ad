"""Webhook messages: what was or will be sent, byte for byte, and how far each endpoint is with it."""
