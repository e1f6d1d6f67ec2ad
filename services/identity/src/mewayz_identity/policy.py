"""The settings in force: what the process was started with, and what staff has changed since."""

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.edge import settings_of
from mewayz_identity.platform_settings.models import PlatformSetting
from mewayz_identity.platform_settings.schemas import Policy
from mewayz_kit.kept import Kept
from mewayz_kit.service import Runtime

FRESH_SECONDS = 10.0
"""Every replica follows a change after this time, without being told."""


class PolicyBook:
    """The settings in memory of one process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._kept = Kept(self._load, seconds=FRESH_SECONDS, clock=runtime.clock)

    def forget(self) -> None:
        """Read the table at the next use."""
        self._kept.forget()

    async def now(self) -> Policy:
        """The present settings."""
        return await self._kept.get()

    async def _load(self) -> Policy:
        rows = sa.select(col(PlatformSetting.name), col(PlatformSetting.value))
        async with self._runtime.db.read.connect() as connection:
            changed = {row.name: row.value["is"] for row in await connection.execute(rows)}
        return Policy.model_validate(starting(self._runtime).model_dump() | changed)


def starting(runtime: Runtime) -> Policy:
    """What holds without a change by staff."""
    settings = settings_of(runtime)
    return Policy.model_validate({name: getattr(settings, name) for name in Policy.model_fields})


async def policy_of(runtime: Runtime) -> Policy:
    """The settings in force."""
    return await runtime.part(PolicyBook).now()
