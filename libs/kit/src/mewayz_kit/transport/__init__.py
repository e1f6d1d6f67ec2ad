"""How envelopes travel between services: one small interface, two ways."""
