"""Use-cases of members. Every change of the team first locks the workspace row, then looks."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, InvalidTransition, NotFound, Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.team.members.rules import UNLIMITED, Seat, Standing, frozen
from mewayz_workspace.team.members.schemas import MemberRead, MemberSnapshot, MemberUpdate
from mewayz_workspace.team.models import Member
from mewayz_workspace.team.roles import service as roles
from mewayz_workspace.team.roles.rules import OWNER
from mewayz_workspace.workspaces import service as workspaces

SEATS = "workspace.members"


async def _with_names(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    known = await users.by_ids(uow, [row["user_id"] for row in rows])
    people = {row["id"]: known.get(row["user_id"]) for row in rows}
    return {
        key: {"name": user.name if user else None, "email": user.email if user else None}
        for key, user in people.items()
    }


records = Records(Member, MemberRead, entity="member", extend=_with_names, tells=())
TOLD = ("created", "role_changed", "suspended", "reactivated", "removed")
told = Records(Member, MemberSnapshot, entity="member", tells=TOLD)


async def admit(uow: UnitOfWork, *, user_id: UUID, role: str) -> Member:
    """Make a person a member of the present workspace and claim a seat; 402 when there is none."""
    await workspaces.lock(uow)
    row: Member | None = await uow.scalar(sa.select(Member).where(col(Member.user_id) == user_id).with_for_update())
    if row is not None and row.deleted_at is None:
        raise Conflict("already_member", "This person is a member already.")
    await entitlements.claim(uow, SEATS)
    if row is None:
        row = uow.add(Member(user_id=user_id, role=role, joined_at=uow.now))
    else:
        row.role, row.status, row.seat, row.deleted_at = role, "active", "active", None
        row.joined_at, row.title, row.seat_order = uow.now, None, 0
    await uow.flush()
    await workspaces.raise_access_version(uow)
    await told.tell(uow, row, "created")
    return row


async def update(uow: UnitOfWork, member_id: UUID, patch: MemberUpdate, if_match: str | None) -> Member:
    """Another role or title. Neither the present nor the new role may exceed the caller's rights."""
    row = await _touch(uow, member_id)
    records.match(row, if_match)
    fields = given(patch)
    if "title" in fields:
        row.title = fields["title"]
    role = fields.get("role", row.role)
    if role is None:
        raise Unprocessable.field("/role", "null", "A member has a role.")
    if role == row.role:
        await uow.flush()
        return row
    roles.refuse_escalation(uow.principal.permissions, (await roles.find(uow, role)).permissions)
    if row.role == OWNER:
        await _keep_an_owner(uow, row)
    before, row.role = row.role, role
    await uow.flush()
    await workspaces.raise_access_version(uow)
    await told.tell(uow, row, "role_changed", changes={"role": {"before": before, "after": role}})
    return row


async def suspend(uow: UnitOfWork, member_id: UUID) -> Member:
    """Take all access away without removing the member; the seat stays taken."""
    row = await _touch(uow, member_id)
    await _move(uow, row, {"active": "suspended"}, "suspend")
    return row


async def reactivate(uow: UnitOfWork, member_id: UUID) -> Member:
    """Give a suspended member the access back."""
    row = await _touch(uow, member_id)
    await _move(uow, row, {"suspended": "active"}, "reactivate")
    return row


async def remove(uow: UnitOfWork, member_id: UUID) -> None:
    """Take a member out; the seat is free at once."""
    await _leave(uow, await _touch(uow, member_id))


async def leave(uow: UnitOfWork, user_id: UUID) -> None:
    """A member goes by own choice; the last owner cannot."""
    await workspaces.lock(uow)
    await _leave(uow, await of_user(uow, user_id, lock=True))


async def of_user(uow: UnitOfWork, user_id: UUID, *, lock: bool = False) -> Member:
    """The membership of a person in the present workspace, or 404."""
    statement = sa.select(Member).where(col(Member.user_id) == user_id, col(Member.deleted_at).is_(None))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Member | None = await uow.scalar(statement)
    if found is None:
        raise NotFound(detail="There is no such member.")
    return found


async def is_member(uow: UnitOfWork, user_ids: Sequence[UUID]) -> bool:
    """Whether one of these people is in the present workspace."""
    statement = sa.select(col(Member.id)).where(col(Member.user_id).in_(user_ids), col(Member.deleted_at).is_(None))
    return await uow.scalar(statement.limit(1)) is not None


async def memberships(uow: UnitOfWork, user_id: UUID, *, suspended: bool = False) -> Sequence[Member]:
    """A person's memberships in every workspace; without the suspended ones unless asked for."""
    states = ("active", "suspended") if suspended else ("active",)
    with uow.unscoped("the workspaces of one person"):
        return await uow.all(
            sa.select(Member).where(
                col(Member.user_id) == user_id, col(Member.deleted_at).is_(None), col(Member.status).in_(states)
            )
        )


async def standing(uow: UnitOfWork, user_id: UUID) -> Standing:
    """What the present workspace would be without a person."""
    rows: Sequence[Member] = await uow.all(sa.select(Member).where(col(Member.deleted_at).is_(None)))
    owners = {row.user_id for row in rows if row.role == OWNER and row.status == "active"}
    return Standing(sole_owner=owners == {user_id}, others=any(row.user_id != user_id for row in rows))


async def expel(uow: UnitOfWork, user_id: UUID) -> None:
    """Take out a person who is erased; whether an owner stays was settled before, and nothing stops it now."""
    row = await of_user(uow, user_id, lock=True)
    await _take_out(uow, row)


async def set_role(uow: UnitOfWork, row: Member, role: str) -> None:
    """Change a role as part of another use-case that has checked and locked."""
    before, row.role = row.role, role
    await uow.flush()
    if before != role:
        await told.tell(uow, row, "role_changed", changes={"role": {"before": before, "after": role}})


async def with_roles(uow: UnitOfWork, keys: Sequence[str]) -> list[UUID]:
    """The people who hold one of these roles in the present workspace."""
    statement = sa.select(col(Member.user_id)).where(
        col(Member.role).in_(keys),
        col(Member.deleted_at).is_(None),
        col(Member.status) == "active",
    )
    return list(await uow.all(statement))


async def shut_out(uow: UnitOfWork, user_ids: Collection[UUID]) -> set[UUID]:
    """Those of these people who belonged to the present workspace and were removed, left or are suspended."""
    lost = col(Member.deleted_at).is_not(None) | (col(Member.status) != "active")
    return set(await uow.all(sa.select(col(Member.user_id)).where(col(Member.user_id).in_(user_ids), lost)))


async def people(uow: UnitOfWork) -> list[UUID]:
    """Everybody who belongs to the present workspace."""
    return list(await uow.all(sa.select(col(Member.user_id)).where(col(Member.deleted_at).is_(None))))


async def settle_seats(uow: UnitOfWork) -> None:
    """Freeze the members beyond the plan's seats and thaw those within."""
    await workspaces.lock(uow)
    limit = (await entitlements.current(uow)).limits.get(SEATS, 0)
    rows: Sequence[Member] = await uow.all(sa.select(Member).where(col(Member.deleted_at).is_(None)))
    beyond = frozen([Seat(row.id, row.role, row.joined_at, row.seat_order) for row in rows], limit)
    changed = [row for row in rows if (row.id in beyond) != (row.seat == "frozen")]
    for row in changed:
        row.seat = "frozen" if row.id in beyond else "active"
    if changed:
        await uow.flush()
        await workspaces.raise_access_version(uow)
    for row in changed:
        await told.tell(uow, row, "role_changed", changes={"seat": {"before": None, "after": row.seat}})


async def order_seat(uow: UnitOfWork, member_id: UUID, *, keep: bool) -> Member:
    """Put a member before or behind all others where seats are short: the owner swaps who stays.

    409 `owner_never_frozen`; 409 `not_over_limit` where everybody has a seat.
    """
    row = await _touch(uow, member_id)
    limit = (await entitlements.current(uow)).limits.get(SEATS, 0)
    rows: Sequence[Member] = await uow.all(sa.select(Member).where(col(Member.deleted_at).is_(None)))
    if row.role == OWNER:
        raise Conflict("owner_never_frozen", "The seat of an owner is never frozen.")
    if limit == UNLIMITED or len(rows) <= limit:
        raise Conflict("not_over_limit", "Everybody has a seat, so nobody is frozen.")
    orders = [other.seat_order for other in rows]
    row.seat_order = min(orders) - 1 if keep else max(orders) + 1
    await uow.flush()
    await settle_seats(uow)
    if keep and row.seat == "frozen":
        raise entitlements.limit_reached(SEATS, used=len(rows), limit=limit)
    return row


async def _touch(uow: UnitOfWork, member_id: UUID) -> Member:
    """The member for a change by somebody whose rights cover the member's own (invariant 2)."""
    await workspaces.lock(uow)
    row = await records.get(uow, member_id, lock=True)
    held = await roles.find(uow, row.role)
    roles.refuse_escalation(uow.principal.permissions, held.permissions)
    return row


async def _move(uow: UnitOfWork, row: Member, table: Mapping[str, str], trigger: str) -> None:
    if row.status not in table:
        raise InvalidTransition("member", row.status, trigger)
    if row.role == OWNER and trigger == "suspend":
        await _keep_an_owner(uow, row)
    before, row.status = row.status, table[row.status]
    await uow.flush()
    await workspaces.raise_access_version(uow)
    past = {"suspend": "suspended", "reactivate": "reactivated"}[trigger]
    await told.tell(uow, row, past, changes={"status": {"before": before, "after": row.status}})


async def _leave(uow: UnitOfWork, row: Member) -> None:
    if row.role == OWNER:
        await _keep_an_owner(uow, row)
    await _take_out(uow, row)


async def _take_out(uow: UnitOfWork, row: Member) -> None:
    row.deleted_at, row.seat = uow.now, "active"
    await uow.flush()
    await entitlements.release(uow, SEATS)
    await workspaces.raise_access_version(uow)
    await told.tell(uow, row, "removed")
    await settle_seats(uow)


async def _keep_an_owner(uow: UnitOfWork, leaving: Member) -> None:
    """409 `last_owner` unless another active owner stays; the workspace row is locked by now.

    When the primary owner goes, the owner who has been there longest takes over.
    """
    others = sa.select(Member).where(
        col(Member.role) == OWNER,
        col(Member.status) == "active",
        col(Member.deleted_at).is_(None),
        col(Member.id) != leaving.id,
    )
    heir: Member | None = await uow.scalar(others.order_by(col(Member.joined_at), col(Member.id)).limit(1))
    if heir is None:
        raise Conflict("last_owner", "A workspace keeps at least one active owner.")
    workspace = await workspaces.lock(uow)
    if workspace.primary_owner_id == leaving.user_id:
        async with workspaces.records.changing(uow, workspace):
            workspace.primary_owner_id = heir.user_id
