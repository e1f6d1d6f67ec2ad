"""Answers to erasure and export, beside those of the chassis."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from mewayz_identity.personal_data import service
from mewayz_kit.privacy import Person, erase_user, export_user
from mewayz_kit.uow import UnitOfWork


@erase_user
async def forget_person(uow: UnitOfWork, person: Person) -> Mapping[str, int]:
    """Keys stop, memberships and open questions go, the log keeps what happened without saying to whom."""
    return await service.forget(uow, person.user_id)


@export_user
async def collect_person(uow: UnitOfWork, user_id: UUID) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The account itself, its security log, its keys and memberships."""
    return await service.collect(uow, user_id)
