"""Use-cases of record access: who sees only their own records.

It is applied once, in the session of each request (`narrow`, called by the edge), to every statement on tables that
say whose a row is. Rules that hold over all rows lift it by `uow.scope.seeing_all("why")`.
"""

from functools import partial
from uuid import UUID

from mewayz_crm.base import Base
from mewayz_crm.record_access.models import LimitedRole
from mewayz_crm.record_access.repository import limited, limited_roles, names_of
from mewayz_crm.record_access.schemas import RecordAccess, RecordAccessChange
from mewayz_kit.kept import KeptEach
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork

__all__ = ["change", "limited_roles", "narrow", "show"]
REMEMBERED_SECONDS = 5.0
"""How long another process may go by what it knew before a change."""


class Known(KeptEach[UUID, frozenset[str]]):
    """The limited roles of the workspaces that were asked for lately."""

    def __init__(self, runtime: Runtime) -> None:
        super().__init__(partial(names_of, runtime), seconds=REMEMBERED_SECONDS, clock=runtime.clock)


async def narrow(uow: UnitOfWork) -> None:
    """Let the person behind a request see only their own records, if their role says so.

    A key of a person has their role; a key of the workspace has none and sees all, as services do.
    """
    principal = uow.principal
    if principal.role is None or principal.user_id is None:
        return
    if principal.role in await uow.runtime.part(Known).get(uow.workspace_id):
        uow.scope.see_only_own(principal.user_id, Base)


async def show(uow: UnitOfWork) -> RecordAccess:
    """The limited roles."""
    return RecordAccess(roles={row.role: "own" for row in await limited(uow)})


async def change(uow: UnitOfWork, *, data: RecordAccessChange) -> RecordAccess:
    """Say for every role what it sees; other processes follow within seconds."""
    wanted = {role for role, access in data.roles.items() if access == "own"}
    present = {row.role: row for row in await limited(uow, lock=True)}
    for role in sorted(present.keys() - wanted):
        await limited_roles.delete(uow, present[role])
    for role in sorted(wanted - present.keys()):
        await limited_roles.create(uow, LimitedRole(role=role))
    workspace_id = uow.workspace_id
    uow.after_commit(lambda: uow.runtime.part(Known).forget(workspace_id))
    return await show(uow)
