"""Built-in roles × every permission of the contracts, as real members are told by `GET /workspace/access`.

What each role may do is said here once more, by rule instead of by pattern (workspace.md §10): a pattern that
reaches too far, or a new permission that a role gets by accident, shows as a difference between the two.
"""

from collections.abc import Callable
from itertools import pairwise

import orjson
import pytest
import pytest_asyncio
from tests.contract.bodies import CONTRACTS
from tests.contract.town import give_keys

from mewayz_kit.permissions import allows
from mewayz_testing.people import WORKSPACE, Platform, Seat, succeed

pytestmark = pytest.mark.asyncio(loop_scope="session")

PERMISSIONS: list[str] = orjson.loads((CONTRACTS / "permissions.json").read_bytes())
TENANT = {permission for permission in PERMISSIONS if not permission.startswith("platform.")}
OFFICE = {"identity", "workspace"}
"""Services that run the house; all others are the business modules."""
PRIVATE = {"workspace.audit", "workspace.subscription", "identity.api_keys", "identity.security_events"}
OWNERS = {"workspace.workspaces:delete", "workspace.workspaces:transfer"}
OPEN_OFFICE = {
    "workspace.media:read",
    "workspace.media:write",
    "workspace.media:delete",
    "workspace.tickets:read",
    "workspace.tickets:write",
    "workspace.workspaces:read",
    "workspace.features:read",
    "workspace.usage:read",
}
"""What editors see of the office: the files they work with, what the workspace is and has, and help."""


def parts(permission: str) -> tuple[str, str, str]:
    """Service, area and verb."""
    area, _, verb = permission.partition(":")
    return area.partition(".")[0], area, verb


def owner(permission: str) -> bool:
    """Everything in the workspace."""
    return True


def admin(permission: str) -> bool:
    """Everything but closing or giving away the workspace, and paying for it."""
    return permission not in OWNERS and parts(permission)[1] != "workspace.subscription"


def editor(permission: str) -> bool:
    """Works in the business modules; neither members nor billing, domains, webhooks or keys."""
    service, _, verb = parts(permission)
    return permission in OPEN_OFFICE or (service not in OFFICE and verb in {"read", "write", "delete"})


def manager(permission: str) -> bool:
    """An editor who sees the team and takes numbers home."""
    exports = permission.startswith("analytics.") and permission.endswith(":export")
    return editor(permission) or permission == "workspace.members:read" or exports


def viewer(permission: str) -> bool:
    """Reads what is not private to those who run the workspace."""
    _, area, verb = parts(permission)
    return verb == "read" and area not in PRIVATE


RULES: dict[str, Callable[[str], bool]] = {rule.__name__: rule for rule in (owner, admin, manager, editor, viewer)}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def staffed(public: Platform) -> dict[str, Seat]:
    """One workspace with a member of each built-in role."""
    seats = {"owner": await (await public.newcomer("Owner")).create_workspace("Office")}
    await give_keys(public, seats["owner"])
    for role in RULES:
        if role not in seats:
            seats[role] = await (await public.newcomer(role.title())).join(seats["owner"], role=role)
    return seats


async def granted(seat: Seat) -> set[str]:
    """Every permission of the contracts that this member has."""
    access = succeed(await seat.get(f"{WORKSPACE}/access"))
    return {permission for permission in PERMISSIONS if allows(access["permissions"], permission)}


@pytest.mark.parametrize("role", RULES)
async def test_a_built_in_role_grants_what_the_rules_say(role: str, staffed: dict[str, Seat]) -> None:
    assert succeed(await staffed[role].get(f"{WORKSPACE}/access"))["role"] == role
    may = await granted(staffed[role])
    should = {permission for permission in TENANT if RULES[role](permission)}
    assert (sorted(may - should), sorted(should - may)) == ([], []), "(too much, too little)"


@pytest.mark.parametrize("role", RULES)
async def test_no_role_of_a_workspace_grants_anything_of_the_platform(role: str, staffed: dict[str, Seat]) -> None:
    assert {permission for permission in await granted(staffed[role]) if permission.startswith("platform.")} == set()


async def test_each_role_has_less_than_the_one_above(staffed: dict[str, Seat]) -> None:
    order = [await granted(staffed[role]) for role in ("owner", "admin", "manager", "editor")]
    assert all(lower <= higher for higher, lower in pairwise(order))
    assert await granted(staffed["viewer"]) < order[0]


async def test_a_permission_names_a_service_a_noun_and_a_verb() -> None:
    assert [text for text in PERMISSIONS if len(text.split(":")) != 2 or len(text.split(":")[0].split(".")) != 2] == []
