"""Use-cases of senders."""

from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.formats import read_address
from mewayz_crm.mail import outlet
from mewayz_crm.mail_domains import service as mail_domains
from mewayz_crm.senders.codes import ATTEMPTS, LIVES, NOT_SOONER, code, is_code
from mewayz_crm.senders.models import Sender, SenderCode
from mewayz_crm.senders.schemas import CodeRead, SendCode, SenderCreate, SenderRead
from mewayz_crm.senders.texts import code_mail
from mewayz_kit.errors import Conflict, NotFound, TooManyRequests, Unprocessable
from mewayz_kit.ids import named_id
from mewayz_kit.inbox import Work
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

senders = Records(Sender, SenderRead, entity="sender")


class Origin(NamedTuple):
    """Who a mail comes from."""

    address: str
    name: str
    reply_to: str | None


async def create(uow: UnitOfWork, data: SenderCreate) -> Sender:
    """A sender that is not proven yet."""
    return await senders.create(uow, Sender(**data.model_dump(), address_norm=read_address(data.address).norm))


async def send_code(uow: UnitOfWork, sender_id: UUID) -> CodeRead:
    """Have a new code sent to the address; the one before no longer counts. Not more often than once a minute."""
    from mewayz_crm.senders.handlers import send_sender_code

    sender = await senders.get(uow, sender_id, lock=True)
    if sender.state == "verified":
        raise Conflict("already_verified", "The address is proven.")
    row = await _code(uow, sender_id)
    if row is None:
        row = uow.add(SenderCode(sender_id=sender_id, number=1, asked_at=uow.now))
    elif uow.now - row.asked_at < NOT_SOONER:
        wait = NOT_SOONER - (uow.now - row.asked_at)
        raise TooManyRequests(detail="A code was just sent.", retry_after=int(wait.total_seconds()) + 1)
    else:
        row.number, row.asked_at, row.attempts, row.outcome = row.number + 1, uow.now, 0, "waiting"
    await uow.flush()
    uow.enqueue(send_sender_code, SendCode(sender_id=sender_id, number=row.number))
    return _shown(row)


async def code_of(uow: UnitOfWork, sender_id: UUID) -> CodeRead:
    """What became of the code that was asked for last; 404 before the first one."""
    await senders.read_one(uow, sender_id)
    row = await _code(uow, sender_id)
    if row is None:
        raise NotFound(detail="No code was asked for.")
    return _shown(row)


async def verify(uow: UnitOfWork, sender_id: UUID, given: str) -> Sender:
    """Prove the address. A guess is counted before it is judged, and stays counted although it is refused: of many
    at once no more than five are looked at."""
    async with uow.apart() as counting:
        await senders.get(counting, sender_id)
        counted = await counting.execute(
            sa.update(SenderCode)
            .where(
                col(SenderCode.sender_id) == sender_id,
                col(SenderCode.attempts) < ATTEMPTS,
                col(SenderCode.asked_at) > counting.now - LIVES,
            )
            .values(attempts=SenderCode.attempts + 1)
        )
    if counted.rowcount == 0:
        raise Conflict("code_expired", "There is no code that still counts; ask for a new one.")
    row = await _code(uow, sender_id)
    if row is None or not is_code(uow.runtime.crypto, sender_id, row.number, given):
        raise Unprocessable.field("/code", "wrong_code", "This is not the code of the mail.")
    sender = await senders.get(uow, sender_id, lock=True)
    async with senders.changing(uow, sender):
        sender.state, sender.verified_at = "verified", sender.verified_at or uow.now
    return sender


async def origin_of(uow: UnitOfWork, sender_id: UUID | None) -> Origin:
    """Who a mail of this sender comes from; without a sender, the house under the workspace's name. 422 for one that is
    not proven."""
    if sender_id is None:
        return Origin(outlet.house_address(uow.runtime), (await uow.runtime.tenants.get(uow.workspace_id)).name, None)
    sender = await uow.find(Sender, sender_id)
    if sender is None or sender.state != "verified":
        raise Unprocessable.field("/sender_id", "unknown_reference", "There is no proven sender with this id.")
    return Origin(sender.address, sender.name, sender.reply_to)


async def is_own(uow: UnitOfWork, address: str) -> bool:
    """Whether somebody of the workspace has proven that they read this address; its sender is held then."""
    mine = col(Sender.address_norm) == read_address(address).norm, col(Sender.state) == "verified"
    return await uow.scalar(sa.select(col(Sender.id)).where(*mine).with_for_update()) is not None


async def of_workspace(uow: UnitOfWork) -> UUID | None:
    """The sender of mails that no member writes: the oldest proven one of nobody in particular whose domain is
    verified, for mail from any other domain would not be believed."""
    mine = sa.select(Sender).where(col(Sender.state) == "verified", col(Sender.owner_id).is_(None))
    domains = await mail_domains.verified(uow)
    for sender in await uow.all(mine.order_by(col(Sender.id))):
        if sender.address_norm.rpartition("@")[2] in domains:
            found: UUID = sender.id
            return found
    return None


async def deliver(step: SendCode, work: Work) -> None:
    """Mail a code, unless there is a newer one by now; tried twice, it is one mail."""
    async with work.uow(writes=False) as reading:
        sender, row = await reading.find(Sender, step.sender_id), await _code(reading, step.sender_id)
        if sender is None or row is None or row.number != step.number:
            return
        tenant = await work.runtime.tenants.get(reading.workspace_id)
    digits = code(work.runtime.crypto, sender.id, step.number)
    words = code_mail(tenant.locale, workspace=tenant.name, address=sender.address, code=digits)
    message_id = named_id("crm-sender-code", sender.id, step.number)
    mail = outlet.Mail(message_id=message_id, sender_name=tenant.name, to=sender.address, words=words)
    outcome = await outlet.deliver(work.runtime, mail)
    async with work.uow() as uow:
        mine = (col(SenderCode.sender_id) == sender.id) & (col(SenderCode.number) == step.number)
        await uow.execute(sa.update(SenderCode).where(mine).values(outcome=outcome))


async def _code(uow: UnitOfWork, sender_id: UUID) -> SenderCode | None:
    found: SenderCode | None = await uow.scalar(sa.select(SenderCode).where(col(SenderCode.sender_id) == sender_id))
    return found


def _shown(row: SenderCode) -> CodeRead:
    about = {"asked_at": row.asked_at, "expires_at": row.asked_at + LIVES, "outcome": row.outcome}
    return CodeRead.model_validate({**about, "attempts_left": max(0, ATTEMPTS - row.attempts)})
