"""Mails that other services ask for: receipts, bookings and the like, to the customers of a workspace."""
