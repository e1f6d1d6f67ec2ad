"""Devices: browsers and apps that have signed in to an account before."""
