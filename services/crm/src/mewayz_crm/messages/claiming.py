"""Taking a queued mail for sending: consent, caps and pace are asked at the moment it leaves, and nowhere else."""

from uuid import UUID

from mewayz_crm.lists.subscriptions import service as subscriptions
from mewayz_crm.mail_events import replies
from mewayz_crm.messages import repository, waiting
from mewayz_crm.messages.models import Message
from mewayz_crm.messages.repository import sendable
from mewayz_crm.messages.rules import MESSAGE
from mewayz_crm.pacing import frequency
from mewayz_crm.pacing import service as pacing
from mewayz_crm.senders import daily
from mewayz_crm.settings import service as settings
from mewayz_crm.suppressions import service as suppressions
from mewayz_kit.uow import UnitOfWork


async def claim(uow: UnitOfWork, message_id: UUID) -> Message | None:
    """Take a queued mail for sending, if it may leave now; None for everybody but one.

    One conditional update takes the row and tests consent and suppressions. A mail that may not leave becomes
    `suppressed` with the reason; one beyond the daily cap of its sender waits for the next day, one beyond the pace of
    its sender, domain or provider for its turn.
    """
    row = await uow.find(Message, message_id)
    if row is None or row.state != "queued":
        return None
    if not row.to_norm or not await settings.may_mail(uow, row.to_norm):
        await _suppress(uow, row, "domain_not_allowed" if row.to_norm else "erased")
        return None
    if await replies.came(uow, await repository.outreach_of(uow, row)):
        await repository.suppress(uow, row, "replied")
        return None
    if row.category == "marketing" and await frequency.has_enough(uow, row.to_norm):
        await _suppress(uow, row, await _why_not(uow, row) or "frequency_cap")
        return None
    taken = await repository.take(uow, row)
    if taken is None:
        await _suppress(uow, row, await _why_not(uow, row))
        return None
    return taken if await _has_turn(uow, taken) else None


async def _has_turn(uow: UnitOfWork, taken: Message) -> bool:
    """Whether a claimed mail may go now; if not, it waits again."""
    domain = taken.from_address.rpartition("@")[2]
    slot = taken.slot_at or await pacing.reserve(uow, await pacing.buckets_of(uow, taken.sender_id, domain))
    taken.slot_at = slot if slot > uow.now else None
    moment, reason = taken.slot_at, "throttled"
    if moment is None and taken.sender_id:
        moment, reason = await daily.take(uow, taken.sender_id), "daily_cap"
    if moment is None:
        return True
    MESSAGE.move(taken, "wait")
    taken.fence, taken.attempts, taken.error = None, taken.attempts - 1, reason
    waiting.send_at(uow, taken, moment)
    return False


async def _suppress(uow: UnitOfWork, row: Message, reason: str | None) -> None:
    """Nothing changes for a mail that somebody else has taken meanwhile, or that may leave again by now."""
    may = sendable(uow, category=row.category, address_norm=row.to_norm, list_ids=row.list_ids)
    still = () if reason in {"domain_not_allowed", "erased", "frequency_cap"} else (~may,)
    if await repository.suppress(uow, row, reason or "suppressed", *still):
        await waiting.give_back(uow, await repository.fresh(uow, row.id))
    elif (await repository.fresh(uow, row.id)).state == "queued":
        waiting.send_at(uow, row, uow.now)


async def _why_not(uow: UnitOfWork, row: Message) -> str | None:
    """Why a mail may not leave, in a word: the strongest suppression, or what the address has with the lists."""
    reason = await suppressions.reason_of(uow, row.to_norm)
    if reason is not None or row.category != "marketing":
        return reason
    states = {s.state for s in await subscriptions.of_person(uow, row.to_norm) if str(s.list_id) in row.list_ids}
    if "confirmed" in states:
        return None
    return next((state for state in ("unsubscribed", "unconfirmed") if state in states), "not_subscribed")
