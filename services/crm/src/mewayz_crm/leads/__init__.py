"""Leads: people and firms that may become contacts and deals, as they came in."""
