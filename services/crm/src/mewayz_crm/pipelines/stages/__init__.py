"""Stages: the steps of a pipeline, in order, with the chance that a deal in them is won."""
