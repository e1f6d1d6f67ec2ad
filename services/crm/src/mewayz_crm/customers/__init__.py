"""Customers: what people do elsewhere in the house (order, book, learn, pay), told on their contact."""
