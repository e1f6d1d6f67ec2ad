"""Onboarding entries: how far each person of a program is."""
