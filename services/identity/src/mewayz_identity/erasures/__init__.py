"""Erasures: a person leaves for good, and every service forgets them."""
