"""Patterns and escalation, as properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mewayz_kit.permissions import allows
from mewayz_workspace.team.roles.rules import BUILTIN, PRESETS, SERVICES, escalation, is_pattern

NOUNS, VERBS = ("deals", "contacts", "members"), ("read", "write", "delete")
FEW = SERVICES[1:4]
areas = st.sampled_from(["*", *(f"{s}.{n}" for s in FEW for n in ("*", *NOUNS))])
patterns = st.builds(
    lambda deny, area, verb: f"{deny}{area}:{verb}",
    st.sampled_from(["", "", "!"]),
    areas,
    st.sampled_from(["*", *VERBS]),
)
roles = st.lists(patterns, max_size=6)
PERMISSIONS = [f"{s}.{n}:{v}" for s in FEW for n in NOUNS for v in VERBS]


@given(roles, roles)
def test_what_may_be_granted_never_exceeds_the_granter(granter: list[str], role: list[str]) -> None:
    if not escalation(granter, role):
        for permission in PERMISSIONS:
            assert not allows(role, permission) or allows(granter, permission)


@given(roles)
def test_everybody_covers_themselves_and_the_owner_everybody(role: list[str]) -> None:
    assert escalation(role, role) == []
    assert escalation(["*:*"], role) == []


def test_built_in_roles_form_a_ladder() -> None:
    held = {key: patterns for key, (_, patterns) in (BUILTIN | PRESETS).items()}
    for higher, lower in (("owner", "admin"), ("admin", "manager"), ("manager", "editor"), ("admin", "viewer")):
        assert escalation(held[higher], held[lower]) == []
        assert escalation(held[lower], held[higher]) != []
    assert escalation(held["admin"], ["workspace.subscription:write"]) == ["workspace.subscription:write"]
    assert all(is_pattern(text) for patterns in held.values() for text in patterns)


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        ("admin", "workspace.members:write", True),
        ("admin", "workspace.subscription:write", False),
        ("admin", "workspace.workspaces:transfer", False),
        ("editor", "crm.deals:write", True),
        ("editor", "workspace.media:delete", True),
        ("editor", "workspace.members:read", False),
        ("editor", "workspace.domains:write", False),
        ("editor", "identity.api_keys:read", False),
        ("editor", "crm.campaigns:send", False),
        ("editor", "crm.contacts:export", False),
        ("editor", "finance.withdrawals:write", False),
        ("manager", "workspace.members:read", True),
        ("manager", "analytics.reports:export", True),
        ("viewer", "crm.deals:read", True),
        ("viewer", "crm.deals:write", False),
        ("viewer", "workspace.subscription:read", False),
        ("owner", "platform.users:read", False),
    ],
)
def test_what_built_in_roles_may_do(role: str, permission: str, allowed: bool) -> None:
    assert allows((BUILTIN | PRESETS)[role][1], permission) is allowed


@pytest.mark.parametrize(
    "text", ["platform.users:read", "crm.deals", "crm:read", "*.deals:read", "nope.deals:read", "", "!"]
)
def test_what_is_no_pattern(text: str) -> None:
    assert not is_pattern(text)
