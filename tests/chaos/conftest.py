"""Houses that are made to suffer: one per module, so that no other test meets the consequences."""

import asyncio
from collections.abc import Callable, Iterator

import httpx2
import pytest

from mewayz_testing.house import House
from mewayz_testing.people import Platform

Live = Callable[[House], Platform]


@pytest.fixture(scope="module")
def live() -> Live:
    """The platform behind a house, as its people see it."""

    def see(house: House) -> Platform:
        async def settle() -> None:
            await asyncio.sleep(0.2)

        return Platform(
            lambda: httpx2.AsyncClient(base_url=house.url, timeout=30),
            setup_token=lambda: house.command("setup-token").strip(),
            now=house.now,
            settle=settle,
        )

    return see


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of this module alone."""
    running = House(request.config.getoption("--house"), tmp_path_factory.mktemp("house"))
    try:
        running.start()
        yield running
    finally:
        running.kill()
        running.clean()
