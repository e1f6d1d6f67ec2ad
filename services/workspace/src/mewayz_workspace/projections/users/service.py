"""Use-cases of the users read-model."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.projections.users.events import UserCreated
from mewayz_workspace.projections.users.models import User

IMPLIED: dict[str, dict[str, Any]] = {
    "verified": {"email_verified": True},
    "disabled": {"status": "disabled"},
    "enabled": {"status": "active"},
}
ERASED = "erased"


def normalised(email: str) -> str:
    """The form in which addresses are compared."""
    return email.strip().casefold()


async def describe(uow: UnitOfWork, *, user: UserCreated, verb: str, as_of: datetime) -> None:
    """Take over what an event says of a person."""
    described = user.model_dump(exclude={"id", "created_at"}) | {"registered_at": user.created_at}
    said = {name: value for name, value in described.items() if value is not None}
    said = IMPLIED.get(verb, {}) | said
    if "email" in said:
        said["email_norm"] = normalised(said["email"])
    row = await _locked(uow, user.id)
    if row is None:
        uow.add(User(id=user.id, as_of=as_of, **said))
        return
    if row.as_of > as_of or row.status == ERASED:
        return
    for name, value in said.items():
        setattr(row, name, value)
    row.as_of = as_of


async def pseudonymise(uow: UnitOfWork, *, user_id: UUID, pseudonym: str) -> None:
    """Replace a person by a pseudonym; later descriptions of them are refused."""
    row = await _locked(uow, user_id)
    if row is None:
        row = User(id=user_id, as_of=uow.now)
        uow.add(row)
    row.email = row.email_norm = row.locale = row.timezone = None
    row.name, row.status, row.email_verified, row.as_of = pseudonym, ERASED, False, uow.now


async def by_ids(uow: UnitOfWork, ids: Iterable[UUID | None]) -> dict[UUID, User]:
    """The known ones of these people."""
    wanted = {user_id for user_id in ids if user_id is not None}
    if not wanted:
        return {}
    return {user.id: user for user in await uow.all(sa.select(User).where(col(User.id).in_(wanted)))}


async def by_email(uow: UnitOfWork, email: str) -> list[UUID]:
    """The people known under an address."""
    return list(await uow.all(sa.select(col(User.id)).where(col(User.email_norm) == normalised(email))))


async def _locked(uow: UnitOfWork, user_id: UUID) -> User | None:
    found: User | None = await uow.scalar(sa.select(User).where(col(User.id) == user_id).with_for_update())
    return found
