"""Invitations: offers of membership, one by one or up to 100 at once, and what became of them."""
