"""Bodies of user administration."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from mewayz_identity.passwords.schemes import checked_hash
from mewayz_identity.users.rules import Email, Locale, PersonName, Timezone, Username
from mewayz_identity.users.schemas import UserSnapshot
from mewayz_kit.schema import Input, Output

Confirm = Annotated[str, Field(max_length=320, description="The address of the user, typed again.")]
Reason = Annotated[str, Field(min_length=3, max_length=500, examples=["asked for by phone, ticket 4711"])]
Notes = Annotated[str | None, Field(max_length=4000, description="For staff; the person does not see them.")]
Segment = Annotated[str, Field(min_length=1, max_length=60, pattern="^[a-z0-9][a-z0-9_-]*$", examples=["beta"])]
Segments = Annotated[list[Segment], Field(max_length=20, description="Groups of people.")]
Flag = Annotated[str, Field(max_length=40, pattern="^[a-z][a-z0-9_]*$")]
Flags = Annotated[dict[Flag, bool], Field(max_length=20, description="Marks of staff, such as `vip`.")]
Action = Literal["disable", "enable", "verify_email", "revoke_sessions", "force_password_change", "reset_mfa"]


class StaffUserRead(UserSnapshot):
    """A user, for staff."""

    email_undeliverable_at: datetime | None
    mfa_enrolled: bool
    staff_role: str | None
    living_sessions: Annotated[int, Field(description="Places where the person is signed in.")]
    password_scheme: Annotated[str | None, Field(description="argon2id; for imported people also bcrypt and others.")]
    notes: Notes
    flags: dict[str, bool]


class UserCreate(Input):
    """An account made by staff or by an import: the person gets a link to choose a password, or signs in with the
    one of another system whose hash came along."""

    email: Email
    name: PersonName
    locale: Locale = "en"
    timezone: Timezone = "UTC"
    segments: Segments = []
    notes: Notes = None
    password_hash: Annotated[
        str | None,
        AfterValidator(lambda text: None if text is None else checked_hash(text)),
        Field(
            max_length=512,
            repr=False,
            description="bcrypt, argon2, scrypt or PBKDF2, of bounded cost.",
            examples=[None],
        ),
    ] = None
    source: Annotated[Literal["staff", "import"], Field(description="How the account comes about.")] = "staff"


class UserUpdate(Input):
    """Changes by staff."""

    name: PersonName = ""
    username: Username | None = None
    locale: Locale = ""
    timezone: Timezone = ""
    segments: Segments = []
    notes: Notes = None
    flags: Flags = {}


class Destructive(Input):
    """Why, and for whom."""

    confirm: Confirm
    reason: Reason


class Reasoned(Input):
    """Why."""

    reason: Reason


class EndedSessions(Output):
    """How many sessions ended."""

    revoked: int


class BulkTarget(Input):
    """One user; the actions that take something away want the address again."""

    user_id: UUID
    confirm: Confirm | None = None


class BulkAction(Input):
    """One action for many users."""

    action: Action
    reason: Reason
    users: Annotated[list[BulkTarget], Field(min_length=1, max_length=100)]


class BulkOutcome(Output):
    """What became of one of them."""

    user_id: UUID
    status: Annotated[int, Field(description="200, or the status this action alone would have had.")]
    code: str | None
    detail: str | None


class BulkResult(Output):
    """In the order of the request."""

    items: list[BulkOutcome]
