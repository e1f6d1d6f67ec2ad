"""Events of entitlements."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_kit.events import Event


class EntitlementsChanged(Event, type="workspace.entitlements.changed.v1", subject="workspace_id"):
    """What a workspace may use from now on; a higher `version` wins. `limits`: -1 is unlimited.

    `frozen_from` is when limits last shrank: what exceeds them is read-only from then on.
    """

    workspace_id: UUID
    version: int
    features: list[str]
    limits: dict[str, int]
    statics: dict[str, Any]
    frozen_from: datetime | None
