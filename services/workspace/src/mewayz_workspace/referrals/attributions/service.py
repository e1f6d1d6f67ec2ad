"""Use-cases of attributions."""

from collections.abc import Mapping, Sequence, Set
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.ids import new_id
from mewayz_kit.paging import ListQuery
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.schema import Page
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.referrals.attributions.events import ReferralAttributed, ReferralQualified
from mewayz_workspace.referrals.attributions.schemas import AttributionRead, StaffAttributionRead
from mewayz_workspace.referrals.codes import service as codes
from mewayz_workspace.referrals.invites import service as invites
from mewayz_workspace.referrals.models import Attribution, ReferralCode
from mewayz_workspace.referrals.programs import service as programs
from mewayz_workspace.referrals.rules import ATTRIBUTION, same_person
from mewayz_workspace.team.members import service as members

SELF = "the code is one's own"
SAME_BROWSER = "both have signed in with one browser"


async def _with_people(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    known = await users.by_ids(uow, [row["referred_user_id"] for row in rows])
    found = sa.select(col(ReferralCode.id), col(ReferralCode.code)).where(
        col(ReferralCode.id).in_({row["code_id"] for row in rows})
    )
    texts = {row.id: row.code for row in await uow.execute(found)}
    people = {row["id"]: known.get(row["referred_user_id"]) for row in rows}
    return {
        row["id"]: {"code": texts[row["code_id"]], "name": user.name if (user := people[row["id"]]) else None}
        for row in rows
    }


records = Records(Attribution, AttributionRead, entity="attribution", extend=_with_people, tells=())
staff_records = Records(Attribution, StaffAttributionRead, entity="attribution", extend=_with_people, tells=())


async def registered(uow: UnitOfWork, *, user_id: UUID, email: str, code: str) -> None:
    """Somebody registered with a code: they were brought, once and for ever, unless they bring themselves."""
    found = await codes.by_code(uow, code)
    if found is None or found.kind == "customer":
        return
    async with uow.within(workspace_id=found.workspace_id):
        if not await _is_live(uow, found):
            return
        own = found.user_id == user_id or await _is_referrer(uow, found, email)
        row = await _once(uow, found, str(user_id), user_id=user_id, own=own)
        if row is not None and not own:
            await invites.joined(uow, found.id, email)


async def bought(uow: UnitOfWork, *, email: str, code: str) -> Attribution | None:
    """A customer of the present workspace bought with a code of its program."""
    found = await codes.by_code(uow, code)
    if found is None or found.kind != "customer" or found.workspace_id != uow.workspace_id:
        return None
    if not await _is_live(uow, found):
        return None
    own = same_person(found.referrer_email or "", email)
    await _once(uow, found, _hashed(uow, email), own=own)
    return await of_customer(uow, email)


async def of_customer(uow: UnitOfWork, email: str) -> Attribution | None:
    """Who of the present workspace's customers this is, if they were brought."""
    row: Attribution | None = await uow.scalar(
        sa.select(Attribution).where(
            col(Attribution.referred) == _hashed(uow, email), col(Attribution.kind) == "customer"
        )
    )
    return row


async def of_user(uow: UnitOfWork, user_id: UUID) -> Sequence[Attribution]:
    """Every program by which a person was brought to the platform."""
    with uow.unscoped("who was brought is known to the workspace of who brought them"):
        found: Sequence[Attribution] = await uow.all(
            sa.select(Attribution).where(col(Attribution.referred) == str(user_id)).order_by(col(Attribution.id))
        )
    return found


async def qualify(uow: UnitOfWork, row: Attribution) -> None:
    """Who was brought has paid for the first time."""
    if ATTRIBUTION.judge(row.state, "qualify") != "moved":
        return
    first, row.state, row.qualified_at = row.qualified_at is None, "qualified", row.qualified_at or uow.now
    await uow.flush()
    if first:
        uow.publish(
            ReferralQualified(id=row.id, program_id=row.program_id, kind=row.kind, user_id=row.referred_user_id)
        )


async def flag(uow: UnitOfWork, row: Attribution, reason: str) -> None:
    """Something looks like fraud; nothing is paid until staff has looked."""
    if ATTRIBUTION.judge(row.state, "flag") == "moved":
        row.state, row.reason = "flagged", reason
        await uow.flush()


async def share_a_browser(uow: UnitOfWork, people: Set[UUID]) -> None:
    """These people use one browser: where one of them brought another, staff has to look."""
    for referred in sorted(people):
        for row in await of_user(uow, referred):
            async with uow.within(workspace_id=row.workspace_id):
                code = await uow.find(ReferralCode, row.code_id)
                bringing = {*await members.people(uow), *([code.user_id] if code else [])}
                if bringing & (people - {referred}):
                    await flag(uow, row, SAME_BROWSER)


async def is_sound(uow: UnitOfWork, attribution_id: UUID) -> bool:
    """Whether a reward for it may be paid: not flagged or rejected, and the person proved the address and stayed."""
    row = await records.get(uow, attribution_id)
    if row.state not in {"attributed", "qualified"}:
        return False
    if row.referred_user_id is None:
        return True
    user = (await users.by_ids(uow, [row.referred_user_id])).get(row.referred_user_id)
    return user is not None and user.email_verified and user.status == "active"


async def is_flagged(uow: UnitOfWork, attribution_id: UUID) -> bool:
    """Whether staff has still to look at it."""
    return (await records.get(uow, attribution_id)).state == "flagged"


async def page(uow: UnitOfWork, query: ListQuery) -> Page[StaffAttributionRead]:
    """Attributions of every workspace, for staff."""
    with uow.unscoped("staff looks at attributions"):
        return await staff_records.page(uow, query)


async def decide(uow: UnitOfWork, attribution_id: UUID, trigger: str, reason: str) -> StaffAttributionRead:
    """Staff flags, clears or rejects; 409 `invalid_transition`."""
    with uow.unscoped("staff looks into an attribution"):
        row = await records.get(uow, attribution_id, lock=True)
    async with uow.within(workspace_id=row.workspace_id):
        before = ATTRIBUTION.demand(row, trigger)
        row.reason = None if trigger == "clear" else reason
        await uow.flush()
        await audit.note_staff(
            uow,
            action=f"workspace.attribution.{trigger}",
            target_type="attribution",
            target_id=row.id,
            reason=reason,
            changes={"state": {"before": before, "after": row.state}},
        )
        return await staff_records.show_one(uow, row)


async def _once(
    uow: UnitOfWork, code: ReferralCode, referred: str, *, user_id: UUID | None = None, own: bool
) -> Attribution | None:
    """The attribution, if it is the first in its program; the unique key decides."""
    values = {
        "id": new_id(),
        "version": 1,
        "created_at": uow.now,
        "updated_at": uow.now,
        "workspace_id": uow.workspace_id,
        "program_id": code.program_id,
        "kind": code.kind,
        "code_id": code.id,
        "referred": referred,
        "referred_user_id": user_id,
        "state": "rejected" if own else "attributed",
        "reason": SELF if own else None,
    }
    await uow.execute(insert_ignore(uow.runtime.db.dialect, Attribution).values(**values))
    row: Attribution | None = await uow.scalar(sa.select(Attribution).where(col(Attribution.id) == values["id"]))
    if row is not None and not own:
        uow.publish(
            ReferralAttributed(
                id=row.id,
                program_id=row.program_id,
                kind=row.kind,
                code=code.code,
                user_id=user_id,
                state=row.state,
            )
        )
    return row


async def _is_live(uow: UnitOfWork, code: ReferralCode) -> bool:
    program = await programs.find(uow, code.program_id, code.kind)
    return program is not None and program.active


async def _is_referrer(uow: UnitOfWork, code: ReferralCode, email: str) -> bool:
    """Whether the address is that of who brings, or of somebody who belongs to the same workspace."""
    team = await members.people(uow)
    known = await users.by_ids(uow, [code.user_id, *team])
    return any(user.email and same_person(user.email, email) for user in known.values())


def _hashed(uow: UnitOfWork, email: str) -> str:
    """Customers are told apart without keeping their addresses."""
    return uow.runtime.crypto.keyed_hash("referred-customer", users.normalised(email)).hex()
