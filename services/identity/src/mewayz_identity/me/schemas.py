"""Bodies of the caller's own account."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from pydantic import AfterValidator, Field

from mewayz_identity.consents.schemas import PendingDocument
from mewayz_identity.factors.schemas import MfaState
from mewayz_identity.passwords.rules import GivenPassword, NewPassword
from mewayz_identity.users.rules import Locale, PersonName, Timezone, Username
from mewayz_kit.schema import Input, Record

MAX_PREFERENCES = 16_384


def _small(preferences: dict[str, Any] | None) -> dict[str, Any] | None:
    if preferences is not None and len(orjson.dumps(preferences)) > MAX_PREFERENCES:
        raise ValueError("Preferences take at most 16 KiB.")
    return preferences


class MeRead(Record):
    """Your account."""

    email: str
    email_verified_at: datetime | None
    email_undeliverable_at: Annotated[datetime | None, Field(description="Mails to the address came back.")]
    username: str | None
    name: str
    avatar_url: str | None
    locale: str
    timezone: str
    status: Annotated[str, Field(description="pending, active or deletion_scheduled")]
    mfa: MfaState
    pending_terms: Annotated[list[PendingDocument], Field(description="Documents that need a new consent.")]
    acting_staff_id: Annotated[UUID | None, Field(description="A staff member is acting as you: show a banner.")]
    preferences: Annotated[dict[str, Any], Field(description="Settings of the interface, kept as they are sent.")]


class MeUpdate(Input):
    """Changes to your account (JSON Merge Patch); preferences are merged key by key, null removes one."""

    name: PersonName = ""
    username: Username | None = None
    locale: Locale = ""
    timezone: Timezone = ""
    preferences: Annotated[dict[str, Any], AfterValidator(_small)] = {}


class ChangePassword(Input):
    """A new password, with the present one."""

    current_password: GivenPassword
    new_password: NewPassword
