"""Use-cases of contact requests."""

from datetime import timedelta
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import InvalidTransition, TooManyRequests
from mewayz_kit.inbox import Work
from mewayz_kit.records import Records
from mewayz_kit.retention import forget
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.contact_requests.models import ContactRequest
from mewayz_workspace.contact_requests.schemas import ContactRequestCreate, ContactRequestRead
from mewayz_workspace.mail import outlet
from mewayz_workspace.mail.schemas import MailRequest
from mewayz_workspace.platform_settings import service as settings
from mewayz_workspace.projections.users.service import normalised

KEPT_FOR = timedelta(days=365)
ANSWERS = UUID("0192f0c1-7d1e-7000-8000-636f6e746163")
TITLES = {"en": "Your question to us", "de": "Deine Frage an uns"}
records = Records(ContactRequest, ContactRequestRead, entity="contact_request", tells=())
"""Nobody else is told: a request holds a stranger's address."""


async def take(uow: UnitOfWork, data: ContactRequestCreate) -> ContactRequest:
    """Keep a question; an address that has asked enough today is asked to wait."""
    limit = await settings.value(uow, "support.contact_requests_per_day")
    today, norm = uow.now.date(), normalised(data.email)
    mine = (col(ContactRequest.email_norm) == norm) & (col(ContactRequest.day) == today)
    slot = int(await uow.scalar(sa.select(sa.func.count(col(ContactRequest.id))).where(mine))) + 1
    if slot > limit:
        midnight = uow.now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        raise TooManyRequests(
            "too_many_requests",
            "We have your questions and will answer them; please write again tomorrow.",
            retry_after=int((midnight - uow.now).total_seconds()) + 1,
        )
    row = uow.add(ContactRequest(**data.model_dump(), email_norm=norm, day=today, slot=slot))
    await uow.flush()
    return row


async def answer(uow: UnitOfWork, *, request_id: UUID, body: str) -> ContactRequest:
    """Mail the answer, once."""
    row = await _move(uow, request_id, "answer", to="answered")
    row.answer, row.answered_at, row.answered_by = body, uow.now, uow.principal.user_id
    await uow.flush()
    await outlet.post(
        uow,
        MailRequest(
            message_id=uuid5(ANSWERS, str(row.id)),
            to=row.email,
            template="notification",
            data={"title": TITLES.get(row.locale[:2], TITLES["en"]), "body": body, "link": None},
            locale=row.locale,
            category="work",
        ),
    )
    return row


async def close(uow: UnitOfWork, *, request_id: UUID) -> ContactRequest:
    """Put it away without an answer."""
    return await _move(uow, request_id, "close", to="closed")


async def _move(uow: UnitOfWork, request_id: UUID, trigger: str, *, to: str) -> ContactRequest:
    row = await records.get(uow, request_id, lock=True)
    if row.state != "new":
        raise InvalidTransition("contact request", row.state, trigger)
    row.state = to
    await uow.flush()
    await audit.note_staff(
        uow,
        action=f"workspace.contact_request.{to}",
        target_type="contact_request",
        target_id=row.id,
        reason=None,
        changes={"state": {"before": "new", "after": to}},
    )
    return row


async def forget_old(work: Work) -> None:
    """Delete what was answered or closed a year ago."""
    old = col(ContactRequest.updated_at) < work.now - KEPT_FOR
    await forget(work.runtime, ContactRequest, col(ContactRequest.state) != "new", old)
