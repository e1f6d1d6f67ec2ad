"""Users: finding and changing them. Everything others must hear of leaves from here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.users import rules
from mewayz_identity.users.events import UserDisabled, UserEnabled, UserVerified
from mewayz_identity.users.models import User
from mewayz_identity.users.schemas import UserSnapshot, UserState
from mewayz_kit.errors import InvalidTransition, NotFound
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

__all__ = ["RECORDS", "User", "by_email", "change", "create", "get", "show_state"]


async def _proven(_uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    return {
        row["id"]: {"email_verified": row["email_verified_at"] is not None, "segments": row["segments"] or []}
        for row in rows
    }


RECORDS = Records(User, UserSnapshot, entity="user", extend=_proven, tells=("created", "updated"))


async def by_email(uow: UnitOfWork, email: str) -> User | None:
    """The user with this address, however it is written."""
    statement = sa.select(User).where(col(User.email_norm) == rules.normalise_email(email))
    found: User | None = await uow.scalar(statement)
    return found if found is None or found.status != "deleted" else None


async def get(uow: UnitOfWork, user_id: UUID, *, lock: bool = False) -> User:
    """The user with this id, or 404; `lock` holds the row."""
    user = await uow.find(User, user_id, lock=lock)
    if user is None or user.status == "deleted":
        raise NotFound(detail="There is no user with this id.")
    return user


async def find(uow: UnitOfWork, user_id: UUID) -> User | None:
    """The user with this id, if there is one."""
    return await uow.find(User, user_id)


async def create(
    uow: UnitOfWork,
    *,
    email: str,
    name: str,
    locale: str,
    timezone: str,
    source: str,
    verified: bool = False,
    referral_code: str | None = None,
    segments: list[str] | None = None,
    notes: str | None = None,
) -> User:
    """Store a new user; 409 `email_taken` when the address has an account, also when two arrive together."""
    user = User(
        email=email,
        email_norm=rules.normalise_email(email),
        email_verified_at=uow.now if verified else None,
        name=name,
        locale=locale,
        timezone=timezone,
        status="active" if verified else "pending",
        preferences={},
        source=source,
        referral_code=referral_code,
        segments=segments or [],
        notes=notes,
    )
    await RECORDS.create(uow, user)
    if verified:
        await _tell(uow, user, UserVerified)
    return user


async def change(uow: UnitOfWork, user: User, **values: Any) -> User:
    """Set fields and publish `identity.user.updated.v1` with the difference."""
    async with RECORDS.changing(uow, user):
        for name, value in values.items():
            setattr(user, name, value)
    return user


async def verify(uow: UnitOfWork, user: User) -> None:
    """The person controls the address; repeating it changes nothing."""
    if user.email_verified_at is not None:
        return
    values: dict[str, Any] = {"email_verified_at": uow.now, "email_undeliverable_at": None}
    if user.status == "pending":
        values["status"] = "active"
    elif user.status in {"disabled", "deletion_scheduled"} and user.status_before == "pending":
        values["status_before"] = "active"
    await change(uow, user, **values)
    await _tell(uow, user, UserVerified)


async def move(uow: UnitOfWork, user: User, *, email: str, proven_at: datetime | None) -> None:
    """Give the account another address; 409 `email_taken` when it has an account already."""
    was_pending = user.status == "pending" and proven_at is not None
    await change(
        uow,
        user,
        email=email,
        email_norm=rules.normalise_email(email),
        email_verified_at=proven_at,
        email_undeliverable_at=None,
        status="active" if was_pending else user.status,
    )
    if was_pending:
        await _tell(uow, user, UserVerified)


async def disable(uow: UnitOfWork, user: User) -> None:
    """Shut the account; 409 `invalid_transition` when it is not open."""
    if (user.status, "disable") not in rules.TRANSITIONS:
        raise InvalidTransition("user", user.status, "disable")
    await change(uow, user, status="disabled", status_before=user.status)
    await _tell(uow, user, UserDisabled)


async def enable(uow: UnitOfWork, user: User) -> None:
    """Open the account again, in the state it had before."""
    if user.status != "disabled":
        raise InvalidTransition("user", user.status, "enable")
    await change(uow, user, status=user.status_before or "active", status_before=None)
    await _tell(uow, user, UserEnabled)


async def show_state(uow: UnitOfWork, user_id: UUID) -> UserState:
    """The fresh state of a user, for another service; deleted ones are 404."""
    user = await get(uow, user_id)
    return UserState(
        id=user.id,
        email=user.email,
        email_verified=user.email_verified_at is not None,
        status=user.status,
        name=user.name,
        locale=user.locale,
    )


async def schedule_erasure(uow: UnitOfWork, user: User) -> None:
    """The account is about to be erased; 409 `invalid_transition` when it is not open."""
    if (user.status, "schedule_erasure") not in rules.TRANSITIONS:
        raise InvalidTransition("user", user.status, "schedule_erasure")
    await change(uow, user, status="deletion_scheduled", status_before=user.status)


async def cancel_erasure(uow: UnitOfWork, user: User) -> None:
    """The account stays, in the state it had before."""
    if user.status != "deletion_scheduled":
        raise InvalidTransition("user", user.status, "cancel_erasure")
    await change(uow, user, status=user.status_before or "active", status_before=None)


async def bury(uow: UnitOfWork, user: User, pseudonym: str) -> None:
    """Leave of a person only a tombstone; the address and the user name are free again."""
    address = f"{pseudonym}@deleted.invalid"
    user.email, user.email_norm, user.name = address, address, pseudonym
    user.username, user.username_norm, user.avatar_url, user.referral_code = None, None, None, None
    user.status, user.status_before, user.preferences = "deleted", None, {}
    user.notes, user.segments, user.flags = None, [], {}
    user.email_verified_at = user.email_undeliverable_at = None
    user.locale, user.timezone = "en", "UTC"
    await uow.flush()


async def rows_of(uow: UnitOfWork, user_id: UUID) -> list[dict[str, Any]]:
    """The account of a person, for an export."""
    rows = await uow.all(sa.select(User).where(col(User.id) == user_id))
    return [row.model_dump() for row in rows]


async def count_by_status(uow: UnitOfWork) -> dict[str, int]:
    """How many users are in each state."""
    grouped = sa.select(col(User.status), sa.func.count()).group_by(col(User.status))
    return dict((await uow.execute(grouped)).all())


async def count_since(uow: UnitOfWork, moment: datetime) -> int:
    """How many users have registered since."""
    counted = sa.select(sa.func.count()).select_from(User).where(col(User.created_at) >= moment)
    return int(await uow.scalar(counted))


async def _tell(uow: UnitOfWork, user: User, fact: type[UserVerified | UserDisabled | UserEnabled]) -> None:
    snapshot = await RECORDS.show_one(uow, user)
    uow.publish(fact(**snapshot.model_dump()), version=user.version)
