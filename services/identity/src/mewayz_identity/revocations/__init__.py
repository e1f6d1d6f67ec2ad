"""Revocations: what gateways must refuse, for those that missed the broadcast."""
