"""The tour of the README, run as it stands there."""

import asyncio
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mewayz_testing.house import House, standing

ROOT = Path(__file__).parents[2]
TOUR = re.compile(r"<!-- tour -->\n```sh\n(.*?)```", re.DOTALL)


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    """A house of this test alone: a newcomer's is new, and its clock is that of the machine."""
    with standing(request.config.getoption("--house"), tmp_path) as running:
        yield running


@pytest.mark.slow
async def test_the_tour_of_the_readme_works(house: House) -> None:
    match = TOUR.search((ROOT / "README.md").read_text())
    assert match, "the README has lost its tour"
    environment = os.environ | {"API": house.url, "MEWAYZ_DATA": str(house.data)} | house.local_environment()
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-euo",
        "pipefail",
        "-c",
        match.group(1),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    text = output.decode()
    assert process.returncode == 0, f"{text[-3000:]}\n{house.log()[-3000:]}"
    assert '"created":100' in text.replace(" ", ""), text[-3000:]
    assert '"title":"Director"' in text
    assert '"status":"won"' in text
