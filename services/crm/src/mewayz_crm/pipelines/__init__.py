"""Pipelines: the ways a workspace sells, each with its stages and forecast."""
