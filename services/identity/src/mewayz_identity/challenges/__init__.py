"""Challenges: codes, links and half-finished sign-ins that wait for one right answer."""
