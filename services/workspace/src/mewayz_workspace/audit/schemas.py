"""Answers of the audit feeds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_kit.schema import Record


class AuditEntryRead(Record):
    """One act. `actor` is a user id, a key id or a service; `changes` maps fields to {before, after}, redacted."""

    at: datetime
    actor: str | None
    actor_id: UUID | None
    actor_name: str | None
    on_behalf_of: UUID | None
    service: str
    action: str
    target_type: str
    target_id: str
    changes: dict[str, Any] | None
    reason: str | None
    ip: str | None
    request_id: str | None
