"""Bodies of attributions."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Input, Record


class AttributionRead(Record):
    """Somebody who was brought. `state`: attributed, qualified (has paid), flagged (looked at), rejected.
    `name` is that of a person who has an account."""

    program_id: UUID
    kind: str
    code_id: UUID
    code: str
    name: str | None
    state: str
    reason: str | None
    qualified_at: datetime | None


class StaffAttributionRead(AttributionRead):
    """An attribution with what staff needs to judge it."""

    workspace_id: UUID
    referred_user_id: UUID | None


class Decision(Input):
    """Why staff decides so; it is kept."""

    reason: Annotated[str, Field(min_length=3, max_length=200)]
