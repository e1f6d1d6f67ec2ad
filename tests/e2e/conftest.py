"""One suite for every way to run the product: `--house=embedded` (default), `--house=fleet`."""

from collections.abc import Iterator

import pytest
from tests.e2e import crm_mail

from mewayz_testing.captchas import Captchas, captchas
from mewayz_testing.house import House, seen_from_outside, standing
from mewayz_testing.nameserver import NameServer, name_server
from mewayz_testing.people import Platform

EDGE = "edge.mewayz.test"
"""Where hosts of workspaces have to lead in these tests."""


@pytest.fixture(scope="session")
def names() -> Iterator[NameServer]:
    """The name server that the house looks hosts of workspaces up at."""
    with name_server() as server:
        server.records[EDGE, "A"] = ["127.0.0.1"]
        yield server


@pytest.fixture(scope="session")
def captcha() -> Iterator[Captchas]:
    """The providers that captchas of forms are verified at."""
    with captchas() as running:
        yield running


@pytest.fixture(scope="session")
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, names: NameServer, captcha: Captchas
) -> Iterator[House]:
    """A house of this worker, started as a user starts it."""
    environment = {
        "MEWAYZ_DNS_SERVERS": names.address,
        "MEWAYZ_DOMAIN_EDGE": EDGE,
        **crm_mail.settings(),
        "MEWAYZ_CRM_TURNSTILE_URL": f"{captcha.url}/turnstile",
    }
    folder = tmp_path_factory.mktemp("house")
    with standing(request.config.getoption("--house"), folder, environment=environment) as running:
        yield running


@pytest.fixture(scope="session")
def platform(house: House) -> Platform:
    """The house seen from outside."""
    return seen_from_outside(house)
