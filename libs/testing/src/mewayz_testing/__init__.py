"""Test support for Mewayz: a pytest plugin that is in no image."""
