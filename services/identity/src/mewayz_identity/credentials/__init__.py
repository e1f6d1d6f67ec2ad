"""Credentials: everything a person can sign in with, and changing the second factors."""
