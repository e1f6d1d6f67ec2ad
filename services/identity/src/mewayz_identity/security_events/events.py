"""Events of the security log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_kit.events import Event


class SecurityAlerted(Event, type="identity.security.alerted.v1", subject="user_id"):
    """Something a person should hear about. `kind`: refresh_reuse, lockout, new_device, mfa_changed,
    password_changed, email_changed."""

    user_id: UUID
    kind: str
    at: datetime
    ip: str | None
    details: dict[str, Any]
