"""Alembic's entry; the work is in `mewayz_kit.migrations`."""

from mewayz_kit.migrations import run_in_environment

run_in_environment()
