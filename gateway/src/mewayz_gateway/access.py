"""What a credential may do in a workspace: asked of the workspace service, remembered 30 seconds.

A broadcast evicts at once. While workspace is away, reads go on for up to five minutes with what was last known;
writes do not.
"""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from mewayz_gateway.cache import Remembered
from mewayz_gateway.credentials import Credential
from mewayz_gateway.internal import InternalCalls, RemoteConflict
from mewayz_kit.errors import Forbidden, Malformed, NotFound, Unavailable

ONLY = "-"
"""Stands for the person's only workspace."""
MAINTENANCE = "maintenance"
MAINTENANCE_RETRY = 30
"""Seconds after which a client may ask again: how long an answer is remembered."""


@dataclass(eq=False, frozen=True, slots=True)
class Access:
    """Rights in one workspace, as workspace answered them."""

    workspace_id: str
    permissions: frozenset[str]
    role: str | None = None
    plan_version: int = 0
    status: str = "active"
    require_mfa: bool = False


class AccessBook:
    """Finds the rights of a credential."""

    def __init__(self, calls: InternalCalls) -> None:
        self._calls = calls
        self._members: Remembered[tuple[str, str], Access] = Remembered(
            self._ask_access, fresh=30.0, absent=2.0, stale=300.0
        )
        self._plans: Remembered[str, Access] = Remembered(self._ask_plan, fresh=30.0, absent=2.0, stale=300.0)

    async def find(self, credential: Credential, wanted: str | None, *, reading: bool) -> Access:
        """The rights in the workspace `wanted` (header value), in the bound one, or in the only one.

        No membership is `NotFound`, the same as a workspace that does not exist.
        """
        workspace = _workspace(credential.workspace, wanted)
        if credential.kind == "key" and credential.user is None:
            plan = await self._plans.get(workspace, stale_allowed=reading)
            if plan is None:
                raise NotFound(detail="There is no such workspace.")
            _refuse_in_maintenance(plan)
            return _for_key(plan, credential.scopes, whole=True)
        person = credential.user or credential.subject
        key = (person, workspace)
        access = self._members.peek(key) or await self._members.get(key, stale_allowed=reading)
        if access is None:
            raise NotFound(detail="There is no such workspace, or you are not a member of it.")
        _refuse_in_maintenance(access)
        if credential.kind == "key":
            return _for_key(access, credential.scopes, whole=False)
        if access.require_mfa and credential.aal < 2:
            raise Forbidden("mfa_required_by_workspace", "This workspace demands a second factor at login.")
        return access

    async def refuse_in_maintenance(self, workspace: str) -> None:
        """503 for buyers and learners of a workspace that is being maintained.

        Nothing else about them is asked of workspace, so while it is away and nothing is known they go on.
        """
        try:
            plan = await self._plans.get(workspace, stale_allowed=True)
        except Unavailable:
            return
        if plan is not None:
            _refuse_in_maintenance(plan)

    def evict_member(self, user: str, workspace: str) -> None:
        """Somebody joined, left or changed in a workspace."""
        self._members.evict(lambda key, _: key[0] == user and key[1] in {workspace, ONLY})

    def evict_everything(self) -> None:
        """Something changed for every workspace."""
        self._members.evict(lambda _, __: True)
        self._plans.evict(lambda _, __: True)

    def evict_workspace(self, workspace: str) -> None:
        """A workspace, its roles or its plan changed."""
        self._members.evict(
            lambda key, access: key[1] == workspace or access is None or access.workspace_id == workspace
        )
        self._plans.evict(lambda key, _: key == workspace)

    async def _ask_access(self, key: tuple[str, str]) -> Access | None:
        person, workspace = key
        try:
            answer = await self._calls.get("workspace", f"/access/{person}/{workspace}")
        except RemoteConflict as conflict:
            raise Malformed(conflict.code, "Say which workspace you mean: header Mewayz-Workspace.") from None
        if answer is None:
            return None
        return Access(
            workspace_id=str(answer["workspace_id"]),
            permissions=frozenset(answer["permissions"]),
            role=answer.get("role"),
            plan_version=int(answer.get("plan_version") or 0),
            status=str(answer.get("status", "active")),
            require_mfa=bool(answer.get("require_mfa")),
        )

    async def _ask_plan(self, workspace: str) -> Access | None:
        answer = await self._calls.get("workspace", f"/entitlements/{workspace}")
        if answer is None:
            return None
        return Access(
            workspace_id=workspace,
            permissions=frozenset(),
            plan_version=int(answer.get("plan_version") or 0),
            status=str(answer.get("status", "active")),
        )


def _refuse_in_maintenance(access: Access) -> None:
    """503 while workspace says so; it is the one status that closes reading too."""
    if access.status == MAINTENANCE:
        detail = "This is being maintained; please try again in a moment."
        raise Unavailable(MAINTENANCE, detail, retry_after=MAINTENANCE_RETRY)


def _workspace(bound: str | None, wanted: str | None) -> str:
    """The workspace id to ask for."""
    if wanted is not None:
        wanted = _uuid(wanted)
        if bound is not None and wanted != bound:
            raise NotFound(detail="This credential belongs to another workspace.")
    return bound or wanted or ONLY


@lru_cache(maxsize=8192)
def _uuid(text: str) -> str:
    """The usual form of an id; what is no id is nobody's workspace."""
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound(detail="There is no such workspace.") from None


@lru_cache(maxsize=8192)
def _for_key(access: Access, scopes: frozenset[str], *, whole: bool) -> Access:
    """The rights of a key: its scopes, or for a person's key (which has their role) what both of them grant."""
    return Access(
        workspace_id=access.workspace_id,
        permissions=scopes if whole else intersect(scopes, access.permissions),
        role=None if whole else access.role,
        plan_version=access.plan_version,
        status=access.status,
    )


def intersect(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Patterns that allow exactly what both sets allow.

    Two patterns overlap in a pattern again (the narrower area with the narrower verb), so the overlaps of all
    pairs are the common grants; a denial of either side denies. A bare `*` never reaches into `platform`.
    """
    denied = {pattern for pattern in one | other if pattern.startswith("!")}
    pairs = {_meet(left, right) for left in one - denied for right in other - denied}
    return frozenset(denied | {pattern for pattern in pairs if pattern})


def _meet(left: str, right: str) -> str | None:
    left_area, _, left_verb = left.partition(":")
    right_area, _, right_verb = right.partition(":")
    area = _narrower(left_area, right_area)
    if left_verb == "*" or left_verb == right_verb:
        verb = right_verb
    elif right_verb == "*":
        verb = left_verb
    else:
        return None
    return f"{area}:{verb}" if area else None


def _narrower(left: str, right: str) -> str | None:
    if left == right:
        return left
    for wide, narrow in ((left, right), (right, left)):
        if wide == "*" and narrow.partition(".")[0] != "platform":
            return narrow
        if wide.endswith(".*") and narrow.partition(".")[0] == wide[:-2]:
            return narrow
    return None
