"""Saga H (contracts §4): check, run, receipts, tombstone.

Every step is one transaction of its own, started by a message or a timer, so it goes on where it stood after a
crash. An answer counts once per service; one that is missing is asked for again every hour.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.edge import page_url, settings_of
from mewayz_identity.erasures import rules
from mewayz_identity.erasures.events import ErasureChecking, ErasureCompleted
from mewayz_identity.erasures.models import Erasure
from mewayz_identity.erasures.rules import ERASURE
from mewayz_identity.erasures.schemas import ErasureStep
from mewayz_identity.mails import service as mails
from mewayz_identity.security_events import service as security_events
from mewayz_identity.sessions import service as sessions
from mewayz_identity.users import service as users
from mewayz_identity.users.events import UserDeleted
from mewayz_kit.clock import rfc3339
from mewayz_kit.uow import UnitOfWork

BATCH = 100


def wait_until_due(uow: UnitOfWork, row: Erasure) -> None:
    """Go on when the days of grace are over."""
    # The job's function is looked up when needed: handlers may import services, never the other way round.
    from mewayz_identity.erasures.handlers import begin_due_erasure

    uow.enqueue(begin_due_erasure, ErasureStep(erasure_id=row.id), key=str(row.id), at=row.scheduled_for)


async def fall_due(uow: UnitOfWork, erasure_id: UUID) -> None:
    """The days of grace are over."""
    row = await _locked(uow, erasure_id)
    if row is not None and row.state == "scheduled" and row.scheduled_for <= uow.now:
        ERASURE.move(row, "fall_due")
        begin_check(uow, row)


def begin_check(uow: UnitOfWork, row: Erasure) -> None:
    """Ask every service whether anything stands against it; answers of an earlier round do not count."""
    row.checks, row.blockers, row.checking_since = {}, [], uow.now
    _ask(uow, row)


def _ask(uow: UnitOfWork, row: Erasure) -> None:
    row.asked_at = uow.now
    if row.state == "running":
        uow.publish(UserDeleted(erasure=row.id, user=row.user_id, pseudonym=str(row.pseudonym)))
    else:
        uow.publish(ErasureChecking(erasure=row.id, user=row.user_id))


async def ask_again(uow: UnitOfWork) -> None:
    """Services that have not answered for an hour are asked again; what is due and was not begun begins."""
    an_hour_ago = uow.now - rules.ASK_AGAIN
    late = col(Erasure.state).in_(("checking", "running")) & (col(Erasure.asked_at) <= an_hour_ago)
    due = (col(Erasure.state) == "scheduled") & (col(Erasure.scheduled_for) <= uow.now)
    for erasure_id in await uow.all(sa.select(col(Erasure.id)).where(late | due).limit(BATCH)):
        row = await _locked(uow, erasure_id)  # as it is now: somebody else may just have asked
        if row is not None and row.state == "scheduled":
            await fall_due(uow, erasure_id)
        elif row is not None and row.state in {"checking", "running"} and row.asked_at and row.asked_at <= an_hour_ago:
            _ask(uow, row)


async def note_check(uow: UnitOfWork, service: str, data: Mapping[str, Any], at: datetime) -> None:
    """A service has said whether anything stands against it; when all have, and nothing does, the run begins."""
    row, services = await _asked(uow, data), settings_of(uow.runtime).services
    if row is None or row.state not in {"checking", "blocked"} or service not in services:
        return
    if row.checking_since is None or at < row.checking_since or service in row.checks:
        return
    row.checks = {**row.checks, service: rfc3339(uow.now)}
    if not data["clear"]:
        row.blockers = [*row.blockers, *({**blocker, "service": service} for blocker in data["blockers"])]
        if row.state == "checking":
            ERASURE.move(row, "block")
            await _tell_blocked(uow, row)
    elif row.state == "checking" and not rules.missing(row.state, row.checks, row.receipts, services):
        await run(uow, row)


async def _tell_blocked(uow: UnitOfWork, row: Erasure) -> None:
    security_events.record(uow, "erasure.blocked", user_id=row.user_id, outcome="refused", erasure=str(row.id))
    titles = ", ".join(blocker["title"] for blocker in row.blockers)
    user = await users.get(uow, row.user_id)
    mails.notice(uow, "erasure_blocked", user, link=page_url(uow.runtime, "/settings/privacy"), titles=titles)


async def run(uow: UnitOfWork, row: Erasure) -> None:
    """From here it only goes forward: the person is signed out everywhere and every service erases."""
    ERASURE.move(row, "clear")
    row.pseudonym = f"deleted-{secrets.token_hex(6)}"
    await sessions.revoke_all(uow, row.user_id, reason="erasure")
    await sessions.revoke_acting(uow, row.user_id)
    security_events.record(uow, "erasure.started", user_id=row.user_id, erasure=str(row.id))
    await uow.flush()
    _ask(uow, row)


async def note_receipt(uow: UnitOfWork, service: str, data: Mapping[str, Any]) -> None:
    """A service has erased the person; with every receipt the account becomes a tombstone."""
    row, services = await _asked(uow, data), settings_of(uow.runtime).services
    if row is None or row.state != "running" or service not in services or service in row.receipts:
        return
    row.receipts = {**row.receipts, service: {"counts": data["counts"], "at": rfc3339(uow.now)}}
    if not rules.missing(row.state, row.checks, row.receipts, services):
        await _complete(uow, row)


async def _complete(uow: UnitOfWork, row: Erasure) -> None:
    user = await users.get(uow, row.user_id, lock=True)
    mails.notice(uow, "erasure_completed", user)
    await users.bury(uow, user, str(row.pseudonym))
    ERASURE.move(row, "complete")
    row.open_key, row.ended_at, row.reason = None, uow.now, None
    counts: dict[str, int] = {}
    for receipt in row.receipts.values():
        for name, number in receipt["counts"].items():
            counts[name] = counts.get(name, 0) + number
    security_events.record(uow, "erasure.completed", user_id=row.user_id, erasure=str(row.id))
    uow.publish(ErasureCompleted(erasure=row.id, counts=counts, user=row.user_id, pseudonym=row.pseudonym))


async def _asked(uow: UnitOfWork, data: Mapping[str, Any]) -> Erasure | None:
    return await _locked(uow, UUID(str(data["erasure"])))


async def _locked(uow: UnitOfWork, erasure_id: UUID) -> Erasure | None:
    return await uow.find(Erasure, erasure_id, lock=True)
