"""What people find and read about (`mewayz_workspace.kinds`) is what the services publish and guard."""

import pytest
from tests.contract.bodies import CONTRACTS, ROUTES

from mewayz_workspace.kinds import KINDS

PUBLISHED = {path.name.removesuffix(".json") for path in (CONTRACTS / "events").glob("*.json")}
PERMISSIONS = {route["permission"] for route in ROUTES}
HERE = [name for name in KINDS if any(text.startswith(f"{name}.") for text in PUBLISHED)]
READ_BY_EVERY_MEMBER = {"workspace.workspace"}


@pytest.mark.parametrize("name", HERE)
def test_a_kind_is_guarded_by_the_permission_of_its_routes(name: str) -> None:
    if name not in READ_BY_EVERY_MEMBER:
        assert KINDS[name].permission in PERMISSIONS, "nobody asks for this permission: the records would stay hidden"


@pytest.mark.parametrize("name", [name for name in HERE if KINDS[name].searched])
def test_a_kind_that_is_found_can_also_disappear(name: str) -> None:
    if name != "workspace.ticket":  # tickets are closed, not deleted
        assert f"{name}.deleted.v1" in PUBLISHED
