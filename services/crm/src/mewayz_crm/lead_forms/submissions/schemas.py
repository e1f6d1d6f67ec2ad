"""Bodies of submissions."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from mewayz_kit.schema import Record

State = Literal["taken", "waiting", "erased", "unreadable"]


class SubmissionRead(Record):
    """What has become of a filled-in form: `taken` by a contact; `waiting` until the plan has room; `erased`: the
    person was erased and nothing brings them back; `unreadable`: it holds no address."""

    lead_form_id: UUID
    state: State
    contact_id: UUID | None
    consent: Annotated[bool, Field(description="The person agreed to mail.")]
