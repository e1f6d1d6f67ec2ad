"""Use-cases of messages: every mail of a workspace is a row before it leaves, and leaves by its claim.

::

    message = await messages.queue(uow, draft)                    # sent by a job after the commit

    [message] = await messages.open_claimed(uow, [draft])         # or: the caller has claimed it, and sends it itself
    outcome = await messages.call(runtime, message)               # outside any transaction
    await messages.settle(uow, message.id, message.fence, outcome)
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from mewayz_crm.contacts import service as contacts
from mewayz_crm.formats import read_address
from mewayz_crm.mail_events import service as mail_events
from mewayz_crm.mail_templates.rendering import Rendered
from mewayz_crm.messages import repository, trials, waiting
from mewayz_crm.messages.claiming import claim
from mewayz_crm.messages.drafts import Draft, Outcome
from mewayz_crm.messages.events import MessageSent, about
from mewayz_crm.messages.forgetting import forget, of_person
from mewayz_crm.messages.models import Message
from mewayz_crm.messages.repository import messages, of_enrolment, sendable
from mewayz_crm.messages.rules import MAX_ATTEMPTS, MESSAGE, WITHOUT_TRANSPORT, pause
from mewayz_crm.messages.schemas import MessageCreate
from mewayz_crm.messages.sending import call
from mewayz_crm.messages.words import fill, from_template, written
from mewayz_crm.senders import daily
from mewayz_crm.senders import service as senders
from mewayz_kit.errors import Conflict
from mewayz_kit.ids import new_id
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "Draft",
    "Outcome",
    "begin_claimed",
    "call",
    "claim",
    "end_leases",
    "fill",
    "forget",
    "messages",
    "of_enrolment",
    "of_person",
    "open_claimed",
    "queue",
    "resend",
    "send",
    "send_test",
    "sendable",
    "settle",
    "withdraw",
    "written",
]


async def queue(uow: UnitOfWork, draft: Draft) -> Message:
    """Keep a mail and have it sent after the commit. A repeat of `dedupe_key` answers the first one.

    402 `plan_limit_reached` for a marketing mail beyond `crm.mails_month`; 422 `unknown_reference` for a sender that is
    not proven.
    """
    known = await repository.of_dedupe_key(uow, draft.dedupe_key) if draft.dedupe_key else None
    if known is not None:
        return known
    try:
        async with uow.savepoint():
            row = uow.add(await _row(uow, draft))
            await uow.flush()
    except IntegrityError:  # somebody else kept it in between
        known = await repository.of_dedupe_key(uow, draft.dedupe_key) if draft.dedupe_key else None
        if known is None:
            raise
        return known
    await waiting.count(uow, [row])
    waiting.send_at(uow, row, draft.at or uow.now)
    return row


async def send_test(
    uow: UnitOfWork, purpose: trials.Purpose, *, to: str, words: Rendered, sender_id: UUID | None
) -> Message:
    """Queue a test mail, marked as one in its subject (`trials.check` says whom it may go to)."""
    await trials.check(uow, to)
    return await queue(uow, trials.draft(purpose, to=to, words=words, sender_id=sender_id))


async def begin_claimed(uow: UnitOfWork, draft: Draft) -> Message:
    """The mail of `open_claimed`, not yet kept: for a caller who notes it in the claim itself, and adds it after."""
    row = await _row(uow, draft)
    row.workspace_id = uow.workspace_id  # a mail that is not kept yet names it in its links
    row.state, row.fence, row.claimed_at, row.attempts = "sending", new_id(), uow.now, 1
    return row


async def open_claimed(uow: UnitOfWork, drafts: Sequence[Draft], *, counted: bool = False) -> list[Message]:
    """Keep mails that the caller has claimed in this transaction and sends itself: they begin in `sending`, each with
    its fence. The caller has tested `sendable` in its claim and taken the sender's day (`senders.daily`); `counted`: it
    has taken `crm.mails_month` as well."""
    rows = [await begin_claimed(uow, draft) for draft in drafts]
    uow.session.add_all(rows)
    await uow.flush()
    if not counted:
        await waiting.count(uow, rows)
    return rows


async def withdraw(uow: UnitOfWork, enrolment_id: UUID) -> None:
    """What has not left of a contact's way through a sequence does not leave any more."""
    for row in await repository.of_enrolment(uow, enrolment_id):
        if row.state == "queued" and await repository.suppress(uow, row, "sequence_left"):
            await waiting.give_back(uow, await repository.fresh(uow, row.id))


async def settle(
    uow: UnitOfWork, message_id: UUID, fence: UUID | None, outcome: Outcome, *, again: bool = True
) -> Message | None:
    """Write down what became of a try, once: for anybody but the holder of the fence nothing changes (None).

    A mail that was certainly not taken waits for its next try, up to a day; with `again=False` it has failed. One that
    nobody knows about is tried again with the same Message-ID if it is transactional, and `unconfirmed` otherwise.
    """
    row = await repository.held_by(uow, message_id, fence)
    if row is None:
        return None
    row.fence, row.provider, row.error = None, outcome.provider, outcome.reason
    if outcome.kind == "accepted":
        MESSAGE.move(row, "accept")
        row.sent_at, row.provider_ref = uow.now, outcome.ref
        if row.fleeting:
            row.html = row.text = row.worded = row.attachments = None
        uow.publish(MessageSent(**about(row), sent_at=row.sent_at))
    elif outcome.kind == "unknown" and row.category != "transactional":
        MESSAGE.move(row, "lose")
    elif outcome.kind == "refused" or not again or row.attempts >= MAX_ATTEMPTS:
        MESSAGE.move(row, "refuse")
        await waiting.give_back(uow, row)
        if outcome.bounced:
            await mail_events.refused(uow, row)
    else:
        MESSAGE.move(row, "wait")
        if row.sender_id and row.claimed_at and outcome.kind != "unknown":
            await daily.give_back(uow, row.sender_id, row.claimed_at)
        wait = WITHOUT_TRANSPORT if outcome.kind == "provider_not_configured" else pause(row.attempts)
        waiting.send_at(uow, row, uow.now + wait)
    return row


async def send(uow: UnitOfWork, data: MessageCreate) -> Message:
    """A transactional mail that a member or a program asks for. A repeat of its key answers the first one."""
    if data.template_key is not None:
        words = await from_template(uow, data.template_key, data.data, address=data.to)
    else:
        words = written(data.subject or "", data.html, data.text)
    return await queue(
        uow,
        Draft(
            category="transactional",
            purpose=data.template_key or "message",
            to_address=data.to,
            to_name=data.to_name,
            sender_id=data.sender_id,
            reply_to=data.reply_to,
            dedupe_key=data.dedupe_key,
            **words._asdict(),
        ),
    )


async def resend(uow: UnitOfWork, message_id: UUID) -> Message:
    """Try a failed or unconfirmed mail again, with its Message-ID: 409 `invalid_transition` in any other state, 409
    `words_gone` once its words are. Consent and suppressions are asked again when it leaves."""
    row = await messages.get(uow, message_id, lock=True)
    MESSAGE.demand(row, "resend")
    if row.worded is None:
        raise Conflict("words_gone", "The words of this mail are no longer kept.")
    row.attempts, row.error = 0, None
    if row.counted is None:
        await waiting.count(uow, [row])
    await uow.flush()
    waiting.send_at(uow, row, uow.now)
    return row


async def end_leases(uow: UnitOfWork) -> None:
    """Mails whose worker was lost become `unconfirmed`, or are sent again if they are transactional."""
    for message_id, workspace_id, category in await repository.lost(uow):
        async with uow.within(workspace_id=workspace_id):
            if await repository.take_back(uow, message_id, category):
                waiting.send_at(uow, await repository.fresh(uow, message_id), uow.now)


async def _row(uow: UnitOfWork, draft: Draft) -> Message:
    address, row_id = read_address(draft.to_address), new_id()
    source = await senders.origin_of(uow, draft.sender_id)
    contact_id = draft.contact_id
    if contact_id is None:
        with uow.scope.seeing_all("a mail to somebody belongs to their contact, whoever wrote it"):
            contact_id = (await contacts.owners_of(uow, [address.norm])).get(address.norm)
    return Message(
        id=row_id,
        category=draft.category,
        purpose=draft.purpose,
        to_address=address.shown,
        to_norm=address.norm,
        to_name=draft.to_name,
        contact_id=contact_id,
        sender_id=draft.sender_id,
        from_address=source.address,
        from_name=source.name,
        reply_to=draft.reply_to or source.reply_to,
        subject=" ".join(draft.subject.split())[:250],
        html=draft.html,
        text=draft.text,
        fleeting=draft.fleeting,
        attachments=[dict(one) for one in draft.attachments] or None,
        rfc_message_id=f"{row_id}@{source.address.rpartition('@')[2]}",
        in_reply_to=draft.in_reply_to,
        dedupe_key=draft.dedupe_key,
        list_ids=[str(list_id) for list_id in draft.list_ids],
        campaign_id=draft.campaign_id,
        enrolment_id=draft.enrolment_id,
        step_id=draft.step_id,
    )
