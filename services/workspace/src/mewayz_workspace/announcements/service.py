"""Use-cases of announcements."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.portable import insert_ignore
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.announcements.models import Announcement, AnnouncementDismissal
from mewayz_workspace.announcements.rules import Membership, is_shown, reaches
from mewayz_workspace.announcements.schemas import AnnouncementCreate, AnnouncementRead, AnnouncementUpdate
from mewayz_workspace.audit.staff import StaffRecords
from mewayz_workspace.entitlements.models import Subscription
from mewayz_workspace.markdown import safe_html
from mewayz_workspace.team.members import service as members

LEVELS = ("critical", "warning", "info")
NULLABLE = frozenset({"url", "ends_at"})
records = StaffRecords(Announcement, AnnouncementRead, entity="announcement")


async def create(uow: UnitOfWork, data: AnnouncementCreate) -> Announcement:
    """Announce something, from now on or from the given time."""
    fields = data.model_dump(exclude={"audience"}) | {"audience": data.audience.model_dump(mode="json")}
    fields["starts_at"] = data.starts_at or uow.now
    row = Announcement(**fields, html=safe_html(data.body))
    _check_window(row)
    return await records.create(uow, row)


async def update(uow: UnitOfWork, row: Announcement, patch: AnnouncementUpdate) -> Announcement:
    """Change it; who has dismissed it does not see it again."""
    fields: dict[str, Any] = given(patch)
    if empty := [name for name, value in fields.items() if value is None and name not in NULLABLE]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    async with records.changing(uow, row):
        for name, value in fields.items():
            setattr(row, name, value.model_dump(mode="json") if name == "audience" else value)
        row.html = safe_html(row.body)
        _check_window(row)
    return row


async def for_reader(uow: UnitOfWork) -> list[Announcement]:
    """What the caller should see now."""
    seen = set(await uow.all(sa.select(col(AnnouncementDismissal.announcement_id))))
    rows = await uow.all(
        sa.select(Announcement)
        .where(
            col(Announcement.starts_at) <= uow.now,
            sa.or_(col(Announcement.ends_at).is_(None), col(Announcement.ends_at) > uow.now),
        )
        .order_by(col(Announcement.starts_at).desc(), col(Announcement.id).desc())
        .limit(200)
    )
    if not rows:
        return []
    seats = await _seats(uow, uow.user_id)
    shown = [row for row in rows if row.id not in seen and reaches(row.audience, seats)]
    return sorted(shown, key=lambda row: LEVELS.index(row.level))


async def dismiss(uow: UnitOfWork, announcement_id: UUID) -> None:
    """Show it no more to the caller; again changes nothing. What is not for them does not exist."""
    row = await records.get(uow, announcement_id)
    if not is_shown(uow.now, row.starts_at, row.ends_at) or not reaches(row.audience, await _seats(uow, uow.user_id)):
        raise records.missing()
    if not row.dismissible:
        raise Conflict("not_dismissible", "This announcement stays until it is over.")
    values = {"user_id": uow.user_id, "announcement_id": row.id, "at": uow.now}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, AnnouncementDismissal).values(**values))


async def _seats(uow: UnitOfWork, user_id: UUID) -> list[Membership]:
    mine = {member.workspace_id: member.role for member in await members.memberships(uow, user_id)}
    with uow.unscoped("plans of the caller's own workspaces"):
        rows = await uow.execute(
            sa.select(col(Subscription.workspace_id), col(Subscription.plan)).where(
                col(Subscription.workspace_id).in_(mine)
            )
        )
        plans = {row.workspace_id: row.plan for row in rows}
    return [Membership(workspace_id, role, plans.get(workspace_id, "")) for workspace_id, role in mine.items()]


def _check_window(row: Announcement) -> None:
    if row.ends_at is not None and row.ends_at <= row.starts_at:
        raise Unprocessable.field("/ends_at", "before_start", "The end comes after the start.")
