"""Webhook endpoints: addresses outside that are told about events, with the secrets that sign what they get."""
