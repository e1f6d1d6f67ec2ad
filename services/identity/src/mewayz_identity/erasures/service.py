"""Beginning, cancelling and watching erasures; `saga.py` carries them out."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.edge import page_url, settings_of
from mewayz_identity.erasures import rules, saga
from mewayz_identity.erasures.events import ErasureCancelled, ErasureScheduled
from mewayz_identity.erasures.models import Erasure
from mewayz_identity.erasures.rules import ERASURE
from mewayz_identity.erasures.schemas import ErasureCreate, ErasureRead, StaffErasureRead
from mewayz_identity.mails import service as mails
from mewayz_identity.policy import policy_of
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.staff_members import service as staff_members
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import normalise_email
from mewayz_identity.users.service import User
from mewayz_kit.errors import Conflict, Unauthenticated, Unprocessable
from mewayz_kit.paging import ListQuery, ListRules
from mewayz_kit.records import Records
from mewayz_kit.schema import Page
from mewayz_kit.uow import UnitOfWork


async def _about(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    services = settings_of(uow.runtime).services
    return {
        row["id"]: {"missing": rules.missing(row["state"], row["checks"], row["receipts"], services)} for row in rows
    }


OWN = Records(Erasure, ErasureRead, entity="erasure", extend=_about, tells=())
ALL = Records(Erasure, StaffErasureRead, entity="erasure", extend=_about, tells=())
OWN_LIST = ListRules(Erasure, tuple(ErasureRead.model_fields), filter=("state",))
ALL_LIST = ListRules(
    Erasure, tuple(StaffErasureRead.model_fields), filter=("state", "user_id", "source", "scheduled_for")
)


async def own_page(uow: UnitOfWork, query: ListQuery) -> Page[ErasureRead]:
    """The caller's erasures."""
    return await OWN.page(uow, query, where=(Erasure.user_id == uow.user_id,))


async def own(uow: UnitOfWork, erasure_id: UUID, *, lock: bool = False) -> Erasure:
    """One of the caller's erasures, or 404."""
    row = await OWN.get(uow, erasure_id, lock=lock)
    if row.user_id != uow.user_id:
        raise OWN.missing()
    return row


async def request(uow: UnitOfWork, data: ErasureCreate) -> Erasure:
    """The caller wants to go: in 14 days, with every session ended at once."""
    user = await users.get(uow, uow.user_id, lock=True)
    return await schedule(uow, user, confirm=data.confirm, source="self", reason=data.reason)


async def schedule(uow: UnitOfWork, user: User, *, confirm: str, source: str, reason: str | None) -> Erasure:
    """Schedule the end of an account: 409 `erasure_open`, `is_staff`, `invalid_transition`, 422 when `confirm` is
    not its address."""
    if normalise_email(confirm) != user.email_norm:
        raise Unprocessable.field("/confirm", "confirmation_wrong", "This is not the address of the account.")
    if await staff_members.role_of(uow, user.id) is not None:
        raise Conflict("is_staff", "Staff leaves the staff first.")
    if await _open_one(uow, user.id) is not None:
        raise Conflict("erasure_open", "The deletion of this account is under way already.")
    due = uow.now + timedelta(days=(await policy_of(uow.runtime)).erasure_grace_days)
    row = await _add(uow, user, state="scheduled", due=due, source=source, reason=reason)
    await users.schedule_erasure(uow, user)
    await sessions.revoke_all(uow, user.id, reason="erasure")
    saga.wait_until_due(uow, row)
    uow.publish(ErasureScheduled(erasure=row.id, user=user.id, scheduled_for=due))
    security_events.record(uow, "erasure.scheduled", user_id=user.id, erasure=str(row.id), source=source)
    link = page_url(uow.runtime, "/settings/privacy")
    mails.notice(uow, "erasure_scheduled", user, link=link, date=f"{due:%Y-%m-%d %H:%M} UTC")
    return row


async def cancel(uow: UnitOfWork, erasure_id: UUID) -> Erasure:
    """Everything is as before; 409 `invalid_transition` once it runs."""
    row = await own(uow, erasure_id, lock=True)
    ERASURE.demand(row, "cancel")
    row.open_key, row.ended_at = None, uow.now
    user = await users.get(uow, row.user_id, lock=True)
    await users.cancel_erasure(uow, user)
    uow.publish(ErasureCancelled(erasure=row.id, user=user.id))
    security_events.record(uow, "erasure.cancelled", user_id=user.id, erasure=str(row.id))
    mails.notice(uow, "erasure_cancelled", user, link=page_url(uow.runtime, "/settings/privacy"))
    return row


async def retry(uow: UnitOfWork, erasure_id: UUID) -> Erasure:
    """Ask all services again whether anything stands against it."""
    row = await own(uow, erasure_id, lock=True)
    ERASURE.demand(row, "retry")
    saga.begin_check(uow, row)
    return row


async def erase_unclaimed(uow: UnitOfWork, user: User) -> None:
    """Erase at once an account that nobody ever proved to own and that belongs to no workspace."""
    row = await _add(uow, user, state="checking", due=uow.now, source="unclaimed", reason=None)
    await users.schedule_erasure(uow, user)
    await saga.run(uow, row)


async def count_by_state(uow: UnitOfWork) -> dict[str, int]:
    """How many erasures are in each state."""
    grouped = sa.select(col(Erasure.state), sa.func.count()).group_by(col(Erasure.state))
    return dict((await uow.execute(grouped)).all())


async def refuse_running(uow: UnitOfWork, user: User) -> None:
    """401 `session_ended` for somebody whose erasure runs: there is no way back."""
    if user.status == "deletion_scheduled":
        row = await _open_one(uow, user.id)
        if row is not None and row.state == "running":
            raise Unauthenticated("session_ended", "This account is being deleted.")


async def _open_one(uow: UnitOfWork, user_id: UUID) -> Erasure | None:
    found: Erasure | None = await uow.scalar(sa.select(Erasure).where(col(Erasure.open_key) == user_id))
    return found


async def _add(uow: UnitOfWork, user: User, *, state: str, due: Any, source: str, reason: str | None) -> Erasure:
    row = Erasure(
        user_id=user.id,
        open_key=user.id,
        state=state,
        scheduled_for=due,
        source=source,
        reason=reason,
        checks={},
        blockers=[],
        receipts={},
    )
    uow.add(row)
    await uow.flush()
    return row
