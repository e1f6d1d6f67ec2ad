"""One suite for every way to run the product: `--house=embedded` (default), `--house=fleet`."""

import asyncio
from collections.abc import Iterator
from datetime import datetime

import httpx2
import pytest

from mewayz_testing.house import House
from mewayz_testing.people import Platform


@pytest.fixture(scope="session")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of this worker, started as a user starts it."""
    # Providers of social sign-in, which tests start on this machine, are private addresses.
    reach = {"MEWAYZ_IDENTITY_EGRESS_ALLOW": "127.0.0.1/32"}
    running = House(request.config.getoption("--house"), tmp_path_factory.mktemp("house"), environment=reach)
    try:
        running.start()
        yield running
    finally:
        running.kill()
        running.clean()


@pytest.fixture(scope="session")
def platform(house: House) -> Platform:
    """The house seen from outside."""

    def connect() -> httpx2.AsyncClient:
        return httpx2.AsyncClient(base_url=house.url, timeout=30)

    async def settle() -> None:
        await asyncio.sleep(0.1)

    def now() -> datetime:
        return house.now()

    return Platform(connect, setup_token=lambda: house.command("setup-token").strip(), now=now, settle=settle)
