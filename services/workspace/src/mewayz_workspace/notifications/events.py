"""Our slim copies of events that become notices."""

from datetime import datetime
from uuid import UUID

from mewayz_kit.events import Event


class SecurityAlerted(Event, type="identity.security.alerted.v1", subject="user_id"):
    """Something about a person's account that they should know."""

    user_id: UUID
    kind: str


class ExportCompleted(Event, type="identity.export.completed.v1", subject="user"):
    """Somebody's archive can be fetched."""

    export: UUID
    user: UUID
    expires_at: datetime


class ErasureScheduled(Event, type="identity.erasure.scheduled.v1", subject="user"):
    """Somebody's account will be erased."""

    erasure: UUID
    user: UUID
    scheduled_for: datetime


class ErasureCancelled(Event, type="identity.erasure.cancelled.v1", subject="user"):
    """It stays."""

    erasure: UUID
    user: UUID


class ImpersonationStarted(Event, type="identity.impersonation.started.v1", subject="impersonation_id"):
    """Somebody of the staff acts as a person."""

    impersonation_id: UUID
    user_id: UUID
    reason: str


class ImpersonationEnded(Event, type="identity.impersonation.ended.v1", subject="impersonation_id"):
    """It is over."""

    impersonation_id: UUID
    user_id: UUID
