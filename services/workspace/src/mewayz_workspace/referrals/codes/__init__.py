"""Referral codes: what a newcomer names, so that it is known who sent them."""
