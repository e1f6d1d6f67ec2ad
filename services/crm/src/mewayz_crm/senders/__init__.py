"""Senders: the addresses that mail of a workspace comes from, each proven by a code."""
