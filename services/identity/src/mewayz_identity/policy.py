"""The settings in force: what the process was started with, and what staff has changed since."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.edge import settings_of
from mewayz_identity.platform_settings.models import PlatformSetting
from mewayz_identity.platform_settings.schemas import Policy
from mewayz_kit.service import Runtime

FRESH = timedelta(seconds=10)
"""Every replica follows a change after this time, without being told."""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class PolicyBook:
    """The settings in memory of one process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._policy = starting(runtime)
        self._read_at = NEVER

    def forget(self) -> None:
        """Read the table at the next use."""
        self._read_at = NEVER

    async def now(self) -> Policy:
        """The present settings."""
        now = self._runtime.clock.now()
        if not self._read_at <= now < self._read_at + FRESH:
            rows = sa.select(col(PlatformSetting.name), col(PlatformSetting.value))
            async with self._runtime.db.read.connect() as connection:
                changed = {row.name: row.value["is"] for row in await connection.execute(rows)}
            self._policy = Policy.model_validate(starting(self._runtime).model_dump() | changed)
            self._read_at = now
        return self._policy


def starting(runtime: Runtime) -> Policy:
    """What holds without a change by staff."""
    settings = settings_of(runtime)
    return Policy.model_validate({name: getattr(settings, name) for name in Policy.model_fields})


async def policy_of(runtime: Runtime) -> Policy:
    """The settings in force."""
    return await runtime.part(PolicyBook).now()
