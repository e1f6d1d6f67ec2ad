"""Consents: the evidence of every yes and no, address by address; lines are only ever added."""
