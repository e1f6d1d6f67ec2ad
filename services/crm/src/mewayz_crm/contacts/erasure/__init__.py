"""Erasure: how contacts are emptied when a person is erased."""
