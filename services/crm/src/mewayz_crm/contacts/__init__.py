"""Contacts: the people a workspace knows, with their addresses, numbers and stage of life."""
