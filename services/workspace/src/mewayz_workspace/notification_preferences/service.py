"""What a person has chosen: which channels, when not, and how mail is bundled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Unprocessable
from mewayz_kit.portable import insert_ignore
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.notification_preferences.models import NotificationPreference, NotificationSettings
from mewayz_workspace.notification_preferences.rules import (
    ALWAYS,
    CATEGORIES,
    CHANNELS,
    Quiet,
    Release,
    enabled,
    locked,
    release,
    zone_of,
)
from mewayz_workspace.notification_preferences.schemas import (
    Preference,
    Preferences,
    PreferenceShown,
    PreferencesShown,
    QuietHours,
)
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.projections.users.models import User


@dataclass(frozen=True, slots=True)
class Choices:
    """What holds for one person now."""

    cells: Mapping[tuple[str, str], bool]
    quiet: Quiet | None
    digest: str
    zone: ZoneInfo

    def on(self, category: str, channel: str) -> bool:
        """Whether the channel may be used at all."""
        return enabled(category, channel, self.cells)

    def release(self, now: datetime, category: str, channel: str) -> Release | None:
        """What holds a notice back; None when it leaves now."""
        return release(now, category=category, channel=channel, zone=self.zone, quiet=self.quiet, digest=self.digest)


async def choices(uow: UnitOfWork, user: User | None) -> Choices:
    """The choices of the person in scope."""
    rows = await uow.all(sa.select(NotificationPreference))
    settings: NotificationSettings | None = await uow.scalar(sa.select(NotificationSettings))
    quiet = None
    if settings is not None and settings.quiet_start and settings.quiet_end:
        quiet = Quiet(time.fromisoformat(settings.quiet_start), time.fromisoformat(settings.quiet_end))
    return Choices(
        cells={(row.category, row.channel): row.enabled for row in rows},
        quiet=quiet,
        digest=settings.digest if settings is not None else "off",
        zone=zone_of(user.timezone if user else None),
    )


async def show(uow: UnitOfWork) -> PreferencesShown:
    """Everything as it holds for the caller."""
    known = await users.by_ids(uow, [uow.scope.user_id])
    held = await choices(uow, next(iter(known.values()), None))
    quiet = held.quiet
    return PreferencesShown(
        items=[
            PreferenceShown(
                category=category,
                channel=channel,
                enabled=held.on(category, channel),
                locked=locked(category, channel),
            )
            for category in CATEGORIES
            for channel in CHANNELS
        ],
        quiet_hours=QuietHours(start=f"{quiet.start:%H:%M}", end=f"{quiet.end:%H:%M}") if quiet else None,
        digest=held.digest,
        timezone=held.zone.key,
    )


async def prefer(uow: UnitOfWork, data: Preferences) -> None:
    """Store choices; 422 for switching off what must reach a person. What is not named stays."""
    for index, item in enumerate(data.items):
        if locked(item.category, item.channel) and not item.enabled:
            raise Unprocessable.field(f"/items/{index}/enabled", "locked", f"{item.category} cannot be switched off.")
    await choose(uow, data.items)
    if not data.model_fields_set & {"quiet_hours", "digest"}:
        return
    row = await _settings(uow)
    if "quiet_hours" in data.model_fields_set:
        quiet = data.quiet_hours
        row.quiet_start, row.quiet_end = (quiet.start, quiet.end) if quiet else (None, None)
    if "digest" in data.model_fields_set:
        row.digest = data.digest
    await uow.flush()


async def choose(uow: UnitOfWork, items: Sequence[Preference]) -> None:
    """Store the cells of the person in scope."""
    rows = await uow.all(sa.select(NotificationPreference).with_for_update())
    known = {(row.category, row.channel): row for row in rows}
    for item in items:
        row = known.get((item.category, item.channel))
        if row is None:
            row = uow.add(NotificationPreference(**item.model_dump()))
            known[item.category, item.channel] = row
        row.enabled = item.enabled
    await uow.flush()


async def stop_mail(uow: UnitOfWork, category: str) -> None:
    """No more mails of a category (`all`: of every one that can be switched off)."""
    wanted = [name for name in CATEGORIES if name not in ALWAYS and category in {name, "all"}]
    await choose(uow, [Preference(category=name, channel="email", enabled=False) for name in wanted])


async def _settings(uow: UnitOfWork) -> NotificationSettings:
    fresh = insert_ignore(uow.runtime.db.dialect, NotificationSettings).values(user_id=uow.scope.user_id, digest="off")
    await uow.execute(fresh)
    mine = col(NotificationSettings.user_id) == uow.scope.user_id
    row: NotificationSettings = await uow.scalar(sa.select(NotificationSettings).where(mine).with_for_update())
    return row
