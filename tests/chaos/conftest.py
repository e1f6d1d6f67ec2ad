"""Houses that are made to suffer: one per module, so that no other test meets the consequences."""

from collections.abc import Iterator

import pytest

from mewayz_testing.house import House, standing


@pytest.fixture(scope="module")
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of this module alone."""
    with standing(request.config.getoption("--house"), tmp_path_factory.mktemp("house")) as running:
        yield running
