"""Rewards: what a paid event earned, held until it is safe, then credited by finance."""
