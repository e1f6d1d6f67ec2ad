"""Events of impersonations."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class ImpersonationStarted(Event, type="identity.impersonation.started.v1", subject="impersonation_id"):
    """A staff member acts as somebody from now on."""

    impersonation_id: UUID
    staff_id: UUID
    user_id: UUID
    workspace_id: UUID | None
    reason: str
    expires_at: datetime


class ImpersonationEnded(Event, type="identity.impersonation.ended.v1", subject="impersonation_id"):
    """It is over."""

    impersonation_id: UUID
    staff_id: UUID
    user_id: UUID
    ended_at: datetime
