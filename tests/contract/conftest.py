"""The suites that are generated from the contracts run against one house, through its gateway."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from tests.contract.records import FEATURES, Maker
from tests.contract.town import Town, build, give_keys
from tests.e2e.conftest import captcha, house, names, platform

from mewayz_testing.house import House
from mewayz_testing.people import Platform, Seat

__all__ = ["captcha", "house", "names", "platform"]


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


@dataclass
class Tenants:
    """A workspace with a record of everything, and one in which nobody has done anything."""

    busy: Maker
    fresh: Seat


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tenants(public: Platform) -> Tenants:
    """Two workspaces of one person."""
    owner = await public.newcomer("Maker")
    busy, fresh = [await owner.create_workspace(name, features=FEATURES) for name in ("Busy", "Fresh")]
    for seat in (busy, fresh):
        await give_keys(public, seat)
    maker = Maker(busy)
    await maker.everything()
    return Tenants(maker, fresh)
