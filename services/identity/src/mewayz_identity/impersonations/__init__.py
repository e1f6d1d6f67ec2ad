"""Impersonations: staff seeing the product as one person sees it, for a while, with a reason, in everybody's view."""
