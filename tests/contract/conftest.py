"""The suites that are generated from the contracts run against one house, through its gateway."""

from tests.e2e.conftest import house, platform

__all__ = ["house", "platform"]
