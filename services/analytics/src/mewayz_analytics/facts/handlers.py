"""Every public event of every service becomes a fact; a person can be taken out of them again."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from mewayz_analytics.facts import service
from mewayz_kit.events import PUBLIC, on
from mewayz_kit.privacy import Person, erase_user, export_user
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


@on(PUBLIC)
async def record_fact(envelope: Envelope, uow: UnitOfWork) -> None:
    """Store and count one public event."""
    await service.record(uow, envelope)


@on("identity.user.deleted.v1", "workspace.workspace.purged.v1")
async def record_platform_fact(envelope: Envelope, uow: UnitOfWork) -> None:
    """Count internal events that change how many people and workspaces there are, without saying which."""
    anonymous: dict[str, Any] = {"workspaceid": None, "actor": None, "subject": str(envelope.id), "data": {}}
    await service.record(uow, envelope.model_copy(update=anonymous))


@erase_user
async def forget_person(uow: UnitOfWork, person: Person) -> Mapping[str, int]:
    """Facts and counts stay, under the pseudonym."""
    return await service.make_anonymous(uow, person.user_id, person.pseudonym)


@export_user
async def hand_over(uow: UnitOfWork, user_id: UUID) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What the person has done, as it was counted."""
    return {"facts": await service.done_by(uow, user_id)}
