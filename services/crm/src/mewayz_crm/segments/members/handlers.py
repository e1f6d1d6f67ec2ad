"""When members are judged."""

from collections.abc import Sequence
from uuid import UUID

from mewayz_crm.lead_forms.submissions.fields import FORM_FIELDS
from mewayz_crm.mail_events.fields import MAIL_FIELDS
from mewayz_crm.segments.members import checks
from mewayz_crm.segments.members.events import CheckStep
from mewayz_crm.segments.members.judging import judge
from mewayz_kit.events import every, job, on
from mewayz_kit.ids import read_id
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork


@on("crm.contact.created.v1", "crm.contact.updated.v1", "crm.contact.deleted.v1")
async def judge_contact(events: Sequence[Envelope], uow: UnitOfWork) -> None:
    """Only these contacts are judged, as they are now; changes of one contact come one after the other."""
    await judge(uow, [UUID(event.subject) for event in events])


@on(*(f"crm.message.{verb}.v1" for verb in ("sent", "opened", "clicked", "replied")))
async def judge_mailed(event: Envelope, uow: UnitOfWork) -> None:
    """A contact got a mail or did something about one."""
    if contact_id := read_id(event.data.get("contact_id")):
        await checks.judge_mentioning(uow, contact_id, MAIL_FIELDS)


@on("crm.contact.engaged.v1")
async def judge_engaged(event: Envelope, uow: UnitOfWork) -> None:
    """A contact may have filled in a form without anything of its own changing."""
    await checks.judge_mentioning(uow, UUID(event.subject), FORM_FIELDS)


@on("crm.tag.updated.v1", "crm.tag.deleted.v1")
async def check_tagged(_event: Envelope, uow: UnitOfWork) -> None:
    """Filters name tags: with another name, or without a tag, they mean others."""
    await checks.begin_mentioning(uow, "tags")


@on("crm.custom_field.created.v1", "crm.custom_field.deleted.v1")
async def check_described(event: Envelope, uow: UnitOfWork) -> None:
    """A field that is gone is empty in every contact; a new one of its key may be of another type."""
    if event.data["entity"] == "contact":
        await checks.begin_mentioning(uow, f"custom.{event.data['key']}")


@job
async def check_contacts(data: CheckStep, uow: UnitOfWork) -> None:
    """One batch of a check."""
    await checks.step(uow, data)


@every("15m")
async def check_after_midnight(uow: UnitOfWork) -> None:
    """Every workspace soon after the end of its day."""
    await checks.begin_due(uow)
