"""Use-cases of mail events: what others report about our mails, kept once, with everything that follows from it.

`report` is for edges: it may be called with anything, in any order, as often as a provider likes. `record` writes one
event of one message.
"""

from typing import Any
from uuid import UUID

from mewayz_crm import fingerprints
from mewayz_crm.bounces.service import judge
from mewayz_crm.formats import read_address
from mewayz_crm.lists.subscriptions import refusals
from mewayz_crm.lists.subscriptions import service as subscriptions
from mewayz_crm.mail.links import unsubscribe_link
from mewayz_crm.mail_events import repository, thresholds
from mewayz_crm.mail_events.events import (
    MessageBounced,
    MessageClicked,
    MessageComplained,
    MessageDelivered,
    MessageOpened,
    MessageReplied,
)
from mewayz_crm.mail_events.models import MailEvent, UnmatchedReport
from mewayz_crm.mail_events.reports import Clue, Occurrence, Report, Weighed
from mewayz_crm.mail_events.repository import add_once, around, forget, mail_events, of_person, owner_of
from mewayz_crm.mail_events.rules import ASK_AGAIN, TRIGGERS
from mewayz_crm.mail_events.schemas import Kind
from mewayz_crm.messages.events import about
from mewayz_crm.messages.models import Message
from mewayz_crm.messages.rules import MESSAGE
from mewayz_kit.state import Outcome
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "Clue",
    "Occurrence",
    "Report",
    "add_once",
    "around",
    "event_of",
    "forget",
    "mail_events",
    "of_person",
    "owner_of",
    "record",
    "refused",
    "report",
    "take",
    "tell_first",
]


def report(uow: UnitOfWork, said: Report) -> None:
    """Take over what somebody reports, after the commit; the same event again is the same job."""
    from mewayz_crm.mail_events.handlers import take_report  # it calls this module

    named = f"{said.what.provider}:{said.what.event_id}"
    uow.enqueue(take_report, said, key=said.about.key(), dedupe=named)


async def take(uow: UnitOfWork, said: Report) -> None:
    """Record what was reported about a message of ours, and keep the rest as unmatched: it does nothing. A message that
    is just being sent is looked at again when its sending is settled."""
    what, owner = said.what, await owner_of(uow, said.about)
    if owner is None:
        row = UnmatchedReport(
            provider=what.provider, provider_event_id=what.event_id, kind=what.kind, status=what.status
        )
        await add_once(uow, row)
        return
    workspace_id, message_id = owner
    async with uow.within(workspace_id=workspace_id):
        message = await uow.find(Message, message_id, lock=True)
        if message is not None and message.state == "sending":
            from mewayz_crm.mail_events.handlers import take_report  # it calls this module

            uow.enqueue(take_report, said, key=said.about.key(), delay=ASK_AGAIN)
        elif message is not None:
            await record(uow, message, what)


async def record(uow: UnitOfWork, message: Message, what: Occurrence) -> MailEvent | None:
    """Keep one event of a message that the caller holds, and do what follows; None if it was known.

    The message moves as far as its state allows: what comes late or in an odd order is kept and moves nothing. Of
    somebody who was erased only the fact is kept.
    """
    # However often somebody answers a mail, it was answered.
    event_id = f"reply:{message.id}" if what.kind == "reply" else what.event_id
    row = event_of(uow, message, what.kind, provider=what.provider, event_id=event_id)
    row.at, row.reason = min(what.at, uow.now), what.reason[:500] if what.reason and message.to_norm else None
    if not await add_once(uow, row):
        return None
    moved = what.kind in TRIGGERS and MESSAGE.move(message, TRIGGERS[what.kind]) is Outcome.MOVED
    await uow.flush()
    if message.to_norm:
        await _follow(uow, message, what)
    if moved or what.kind != "delivered":
        _tell(uow, message, row)
    return row


async def refused(uow: UnitOfWork, message: Message) -> None:
    """A server refused a mail for its address while it was handed over: a bounce before it left."""
    said = message.error or ""
    kind: Kind = "hard_bounce" if judge(None, said) == "hard" else "soft_bounce"
    event_id = f"refused:{message.id}:{message.attempts}"
    await record(uow, message, Occurrence(kind=kind, at=uow.now, provider="smtp", event_id=event_id, reason=said))


def event_of(uow: UnitOfWork, message: Message, kind: str, *, provider: str, event_id: str) -> MailEvent:
    """A new line about a message, not kept yet; it happened now."""
    return MailEvent(
        message_id=message.id,
        message_print=fingerprints.of_message(uow, message.id),
        campaign_id=message.campaign_id,
        step_id=message.step_id,
        kind=kind,
        at=uow.now,
        provider=provider,
        provider_event_id=event_id,
    )


async def tell_first(uow: UnitOfWork, row: MailEvent) -> None:
    """Tell others of an open or click that a person did, if nobody did the same before. What is only counted is told
    to nobody."""
    if row.message_id is None or not await repository.first_of(uow, row):
        return
    message = await uow.find(Message, row.message_id)
    if message is not None:
        _tell(uow, message, row)


async def _follow(uow: UnitOfWork, message: Message, what: Occurrence) -> None:
    """What an event means for the address."""
    if what.kind in {"hard_bounce", "soft_bounce", "complaint"}:
        weighed = Weighed(address=message.to_norm, kind=what.kind)
        if not await thresholds.weigh(uow, weighed):
            from mewayz_crm.mail_events.handlers import weigh_address  # it calls this module

            # Of two reports at once neither sees the other; whoever looks after both commits sees both.
            uow.enqueue(weigh_address, weighed, key=str(message.id))
    elif what.kind == "unsubscribe":
        await _leave(uow, message, everything=what.everything)


async def _leave(uow: UnitOfWork, message: Message, *, everything: bool) -> None:
    """What the links of the mail end: its list, or all mail if it was for several lists or none."""
    address = read_address(message.to_address)
    list_ids = [UUID(list_id) for list_id in message.list_ids]
    left = unsubscribe_link(message.workspace_id, message.to_address, list_ids).list_id
    if everything or left is None:
        await refusals.leave_all(uow, address, method="mail")
    else:
        await subscriptions.leave_list(uow, left, address, method="mail")


def _tell(uow: UnitOfWork, message: Message, row: MailEvent) -> None:
    """Publish the event of a line; who unsubscribes is told of by the subscription."""
    said: dict[str, Any] = about(message) | {"at": row.at}
    match row.kind:
        case "delivered":
            uow.publish(MessageDelivered(**said))
        case "open":
            uow.publish(MessageOpened(**said, is_proxy=row.is_proxy))
        case "click":
            uow.publish(MessageClicked(**said, link=row.link or ""))
        case "soft_bounce" | "hard_bounce":
            uow.publish(MessageBounced(**said, permanent=row.kind == "hard_bounce", reason=row.reason))
        case "complaint":
            uow.publish(MessageComplained(**said))
        case "reply":
            uow.publish(MessageReplied(**said))
