"""Events of logins."""

from datetime import date
from uuid import UUID

from mewayz_kit.events import Event


class LoginSucceeded(Event, type="identity.login.succeeded.v1", subject="user_id"):
    """Somebody signed in. `local_date` is the day in the person's own time zone."""

    user_id: UUID
    method: str
    new_device: bool
    local_date: date
