"""The suites that are generated from the contracts run against one house, through its gateway."""

from collections.abc import AsyncIterator

import pytest_asyncio
from tests.contract.town import Town, build
from tests.e2e.conftest import house, platform

from mewayz_testing.house import House
from mewayz_testing.people import Platform

__all__ = ["house", "platform"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def public(platform: Platform) -> AsyncIterator[Platform]:
    """The house seen from outside, over connections that stay open: these suites make thousands of calls."""
    async with platform.kept_connection():
        yield platform


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def built_town(house: House, public: Platform) -> AsyncIterator[Town]:
    """An owner and everybody who wants what is theirs."""
    town = await build(house, public)
    yield town
    town.close()


@pytest_asyncio.fixture(loop_scope="session")
async def town(built_town: Town) -> Town:
    """The town, with everybody signed in."""
    await built_town.stay_signed_in()
    return built_town
