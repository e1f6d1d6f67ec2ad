"""Stored imports: their states, where their files are, in whose name they go on."""

from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.state import Machine
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork

if TYPE_CHECKING:
    from mewayz_kit.resource import Resource

State = Literal["uploaded", "mapped", "validated", "running", "completed", "failed", "stopped", "reverting", "reverted"]
MACHINE = Machine(
    "import",
    {
        ("uploaded", "map"): "mapped",
        ("mapped", "map"): "mapped",
        ("validated", "map"): "mapped",
        ("mapped", "validate"): "mapped",
        ("validated", "validate"): "mapped",
        ("mapped", "checked"): "validated",
        ("validated", "start"): "running",
        ("running", "complete"): "completed",
        ("running", "stop"): "stopped",
        ("mapped", "fail"): "failed",
        ("running", "fail"): "failed",
        ("completed", "revert"): "reverting",
        ("stopped", "revert"): "reverting",
        ("reverting", "finish"): "reverted",
    },
)


PLATFORM = UUID(int=0)


def file_key(import_id: UUID) -> str:
    """Where the file of an import is kept."""
    return f"imports/{import_id}.csv"


def home_of(uow: UnitOfWork) -> UUID:
    """The workspace that owns an import; what staff imports belongs to the platform."""
    return uow.scope.workspace_id or PLATFORM


async def load(uow: UnitOfWork, import_id: UUID, *, lock: bool = False) -> Any:
    """The stored import of the present workspace, or None."""
    table = uow.tables.imports
    statement = sa.select(table).where(table.c.id == import_id, table.c.workspace_id == home_of(uow))
    return (await uow.execute(statement.with_for_update() if lock else statement)).one_or_none()


async def save(uow: UnitOfWork, import_id: UUID, **values: Any) -> None:
    """Change a stored import."""
    table = uow.tables.imports
    await uow.execute(sa.update(table).where(table.c.id == import_id).values(updated_at=uow.now, **values))


def resource_of(uow: UnitOfWork, path: str) -> "Resource":
    """The installed resource at `path`."""
    features = uow.runtime.service.features
    found: Resource = next(one for feature in features for one in feature.resources if one.path == path)
    return found


async def act_for(uow: UnitOfWork, actor: dict[str, Any]) -> None:
    """Go on in the name and with the rights of the person who started the import."""
    user = UUID(actor["user_id"]) if actor["user_id"] else None
    uow.principal = Principal(
        kind=actor["kind"],
        id=actor["id"],
        workspace_id=uow.scope.workspace_id,
        user_id=user,
        role=actor["role"],
        permissions=frozenset(actor["permissions"]),
    )
    uow.scope.user_id = user
    if narrow := uow.runtime.service.narrow:
        await narrow(uow)


def actor_of(uow: UnitOfWork) -> dict[str, Any]:
    """Who asks now, as `act_for` takes it."""
    principal = uow.principal
    return {
        "kind": principal.kind,
        "id": principal.id,
        "user_id": str(principal.user_id) if principal.user_id else None,
        "role": principal.role,
        "permissions": sorted(principal.permissions),
    }
