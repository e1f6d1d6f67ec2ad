"""Use-cases of confirmations."""

from datetime import datetime
from uuid import UUID

from mewayz_crm.consents import service as consents
from mewayz_crm.lists.models import MailingList
from mewayz_crm.lists.subscriptions.confirmations.models import Confirmation
from mewayz_crm.lists.subscriptions.confirmations.repository import confirmation_of
from mewayz_crm.lists.subscriptions.confirmations.rules import LAPSES_AFTER, MAILS, TRY_AGAIN, next_step
from mewayz_crm.lists.subscriptions.confirmations.schemas import ConfirmationRead, Step
from mewayz_crm.lists.subscriptions.confirmations.texts import confirmation_mail
from mewayz_crm.lists.subscriptions.models import Subscription
from mewayz_crm.lists.subscriptions.repository import subscriptions
from mewayz_crm.lists.subscriptions.rules import OWN_WORD, SUBSCRIPTION
from mewayz_crm.mail import links, outlet
from mewayz_crm.settings import service as settings
from mewayz_crm.suppressions import service as suppressions
from mewayz_kit.errors import NotFound
from mewayz_kit.ids import named_id
from mewayz_kit.inbox import Work
from mewayz_kit.uow import UnitOfWork


async def begin(uow: UnitOfWork, subscription_id: UUID) -> None:
    """Ask the person to confirm; asking again starts a new round, and the round before ends by itself."""
    row = await confirmation_of(uow, subscription_id, lock=True)
    if row is None:
        row = uow.add(Confirmation(subscription_id=subscription_id, asked_at=uow.now))
    else:
        row.round, row.mails, row.asked_at, row.outcome = row.round + 1, 0, uow.now, "waiting"
    await uow.flush()
    _at(uow, row, uow.now)


async def may_ask_again(uow: UnitOfWork, subscription_id: UUID) -> bool:
    """Whether another mail may leave because somebody typed this address again: not more than one an hour."""
    row = await confirmation_of(uow, subscription_id, lock=True)
    return row is None or (row.mailed_at is not None and uow.now - row.mailed_at >= TRY_AGAIN)


async def show(uow: UnitOfWork, subscription_id: UUID) -> ConfirmationRead:
    """How far the double opt-in of a subscription has come; 404 when it needed none."""
    await subscriptions.read_one(uow, subscription_id)
    row = await confirmation_of(uow, subscription_id)
    if row is None:
        raise NotFound(detail="This subscription needed no confirmation.")
    return ConfirmationRead.model_validate(row)


async def pursue(step: Step, work: Work) -> None:
    """One step of one round: a mail, the reminder or the end. A step that comes twice sends one mail, because both
    carry the same Message-ID."""
    async with work.uow(writes=False) as reading:
        row = await _waiting(reading, step)
        if row is None:
            return
        mail, outcome, over = None, "waiting", work.now - row.asked_at >= LAPSES_AFTER
        if not over and row.mails < MAILS:
            mail, outcome = await _mail(reading, step, row.mails)
    if mail is not None:
        outcome = await outlet.deliver(work.runtime, mail)
    async with work.uow() as uow:
        row = await _waiting(uow, step, lock=True)
        if row is None:
            return
        if over:
            await _lapse(uow, step.subscription_id)
            return
        row.outcome = outcome
        if outcome == "sent":
            row.mails, row.mailed_at = row.mails + 1, uow.now
        hopeless = outcome in {"refused", "suppressed"}
        _at(uow, row, next_step(asked_at=row.asked_at, mails=MAILS if hopeless else row.mails, now=uow.now))


def _at(uow: UnitOfWork, row: Confirmation, moment: datetime) -> None:
    from mewayz_crm.lists.subscriptions.handlers import pursue_confirmation

    uow.enqueue(pursue_confirmation, Step(subscription_id=row.subscription_id, round=row.round), at=moment)


async def _waiting(uow: UnitOfWork, step: Step, *, lock: bool = False) -> Confirmation | None:
    """The round of a step while it is the last one and nobody has answered."""
    if (subscription := await uow.find(Subscription, step.subscription_id, lock=lock)) is None:
        return None
    row = await confirmation_of(uow, step.subscription_id, lock=lock)
    current = row is not None and row.round == step.round and subscription.state == "unconfirmed"
    return row if current else None


async def _mail(uow: UnitOfWork, step: Step, number: int) -> tuple[outlet.Mail | None, str]:
    """The mail of this step; none, and why, where the list is gone or nothing may be sent to the address."""
    subscription = await uow.get(Subscription, step.subscription_id)
    mailing_list = await uow.find(MailingList, subscription.list_id)
    reason = await suppressions.reason_of(uow, subscription.address_norm)
    allowed = reason in {None, OWN_WORD} and await settings.may_mail(uow, subscription.address_norm)
    if mailing_list is None or not allowed:
        return None, "suppressed"
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    link = links.Link("confirm", uow.workspace_id, mailing_list.id, subscription.address)
    words = confirmation_mail(
        tenant.locale,
        workspace=tenant.name,
        list_name=mailing_list.name,
        wording=mailing_list.wording,
        url=links.url(uow.runtime, link),
        reminder=number > 0,
    )
    message_id = named_id("crm-confirmation", step.subscription_id, step.round, number)
    return outlet.Mail(message_id=message_id, sender_name=tenant.name, to=subscription.address, words=words), ""


async def _lapse(uow: UnitOfWork, subscription_id: UUID) -> None:
    """Nobody confirmed: a first yes is removed, a return is a no again."""
    row = await subscriptions.get(uow, subscription_id, lock=True)
    consents.note(
        uow, address_norm=row.address_norm, action="withdrawn", method="expiry", list_id=row.list_id,
        wording_version=row.wording_version or None,
    )  # fmt: skip
    if row.unsubscribed_at is None:
        await subscriptions.delete(uow, row)
        return
    async with subscriptions.changing(uow, row):
        SUBSCRIPTION.demand(row, "lapse")
