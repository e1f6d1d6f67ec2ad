"""Keep the copy of record access."""

from mewayz_kit.events import on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.kinds import OWNED
from mewayz_workspace.projections.record_access import service

SNAPSHOTS = tuple(f"{kind}.{verb}.v1" for kind in sorted(OWNED) for verb in ("created", "updated", "deleted"))


@on("crm.limited_role.created.v1", "crm.limited_role.deleted.v1")
async def copy_limited_role(envelope: Envelope, uow: UnitOfWork) -> None:
    """A role sees only its own records from now on, or all again."""
    await service.copy_role(uow, envelope)


@on(*SNAPSHOTS)
async def copy_owner(envelope: Envelope, uow: UnitOfWork) -> None:
    """A record belongs to whom its last snapshot names."""
    await service.copy_owner(uow, envelope)
