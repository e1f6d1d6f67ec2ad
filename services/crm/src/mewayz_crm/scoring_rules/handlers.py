"""Which deeds are heard of, and when points end."""

from collections.abc import Sequence
from uuid import UUID

from mewayz_crm.contacts import service as contacts
from mewayz_crm.contacts.events import ContactEngaged
from mewayz_crm.formats import read_address
from mewayz_crm.scoring_rules import counting
from mewayz_crm.scoring_rules.events import Deed, Derive, MailDeed, TakeBack
from mewayz_crm.scoring_rules.rules import CHANGED, TAGGED, added_tags, changed_fields
from mewayz_kit.events import job, on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_kit.work import caused_by


@on(ContactEngaged)
async def count_deed(event: ContactEngaged, uow: UnitOfWork) -> None:
    """What was done elsewhere, or in a form."""
    about = frozenset({event.about} if event.about else ())
    await counting.count(uow, Deed(**event.model_dump(exclude={"about"}), about=about))


@on("crm.contact.created.v1")
async def count_arrival(events: Sequence[Envelope], uow: UnitOfWork) -> None:
    """New contacts, and the tags they came with."""
    listening = {kind for kind in ("crm.contact.created", TAGGED) if await counting.anybody_listens(uow, kind)}
    # Whoever holds several contacts takes them in one order.
    for event in sorted(events, key=lambda event: event.subject):
        known = {"contact_id": UUID(event.subject), "source_event_id": event.id, "at": event.time}
        for kind in sorted(listening):
            about = frozenset(event.data["tags"] if kind == TAGGED else ())
            with caused_by(uow, event):
                await counting.count(uow, Deed(**known, kind=kind, about=about))


@on("crm.contact.updated.v1")
async def count_change(event: Envelope, uow: UnitOfWork) -> None:
    """Tags that came, and fields that changed."""
    changes = (event.audit or {}).get("changes") or {}
    known = {"contact_id": UUID(event.subject), "source_event_id": event.id, "at": event.time}
    for kind, about in ((TAGGED, added_tags(changes)), (CHANGED, changed_fields(changes))):
        if about:
            await counting.count(uow, Deed(**known, kind=kind, about=frozenset(about)))


@on("crm.subscription.confirmed.v1")
async def count_subscription(event: Envelope, uow: UnitOfWork) -> None:
    """Somebody is on a list now, if a contact has the address."""
    owners = await contacts.owners_of(uow, [read_address(event.data["address"]).norm])
    for contact_id in owners.values():
        await counting.count(uow, _deed(event, contact_id, about=event.data["list_id"]))


@on("crm.segment.entered.v1")
async def count_entering(event: Envelope, uow: UnitOfWork) -> None:
    """Somebody belongs to a segment now."""
    await counting.count(uow, _deed(event, UUID(event.data["contact_id"]), about=event.data["segment_id"]))


@on("crm.message.opened.v1", "crm.message.clicked.v1")
async def count_reading(event: Envelope, uow: UnitOfWork) -> None:
    """Somebody has read a mail; of machines there is no such event."""
    mail = MailDeed.model_validate(event.data)
    if mail.contact_id is not None:
        await counting.count(uow, _deed(event, mail.contact_id))


@job
async def derive_score(data: Derive, uow: UnitOfWork) -> None:
    """Points have expired."""
    await counting.derive_again(uow, data.contact_id)


@job
async def take_back_points(data: TakeBack, uow: UnitOfWork) -> None:
    """One batch of what a deleted rule has given."""
    await counting.take_back(uow, data.rule_id)


def _deed(event: Envelope, contact_id: UUID, *, about: str | None = None) -> Deed:
    kind = event.type.removesuffix(".v1")
    abouts = frozenset({about} if about else ())
    return Deed(contact_id=contact_id, kind=kind, source_event_id=event.id, at=event.time, about=abouts)
