"""Use-cases of affiliates."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, Forbidden, Unprocessable
from mewayz_kit.ids import new_id
from mewayz_kit.notices import Recipients, notify
from mewayz_kit.paging import ListQuery
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.schema import Page
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.referrals.affiliates.schemas import AffiliateRead, Apply, LinkCreate
from mewayz_workspace.referrals.codes import service as codes
from mewayz_workspace.referrals.codes.schemas import CodeRead
from mewayz_workspace.referrals.models import Affiliate, ReferralCode
from mewayz_workspace.referrals.programs import service as programs
from mewayz_workspace.referrals.rules import AFFILIATE
from mewayz_workspace.team.members import service as members
from mewayz_workspace.team.roles.rules import OWNER

KIND = "affiliate"
records = Records(Affiliate, AffiliateRead, entity="affiliate", tells=("created", "updated"))


async def apply(uow: UnitOfWork, data: Apply) -> Affiliate:
    """Apply for the affiliate program; staff decides. 409 `already_affiliate`."""
    program = await programs.of_kind(uow, KIND)
    await _refuse_foreign(uow, data.payout_workspace_id)
    return await records.create(uow, Affiliate(**data.model_dump(), program_id=program.id, state="applied"))


async def invite(uow: UnitOfWork, user_id: UUID) -> None:
    """Somebody is invited, once per program, and told; one who has applied or answered stays as they are."""
    program = await programs.of_kind(uow, KIND)
    values = {
        "id": new_id(),
        "version": 1,
        "created_at": uow.now,
        "updated_at": uow.now,
        "user_id": user_id,
        "program_id": program.id,
        "state": "invited",
    }
    async with uow.within(user_id=user_id):
        await uow.execute(insert_ignore(uow.runtime.db.dialect, Affiliate).values(**values))
        row = await uow.find(Affiliate, values["id"])  # type: ignore[arg-type]
        if row is None:
            return
        await records.tell(uow, row, "created")
    notify(
        uow,
        recipients=Recipients.people([user_id]),
        category="product",
        template="affiliate_invited",
        params={"program": program.name},
        url="/referrals/affiliate",
        dedupe_key=f"affiliate-invited:{row.id}",
    )


async def answer(
    uow: UnitOfWork, affiliate_id: UUID, trigger: str, payout_workspace_id: UUID | None = None
) -> Affiliate:
    """Accept or decline an invitation; 409 `invalid_transition`."""
    row = await records.get(uow, affiliate_id, lock=True)
    if payout_workspace_id is not None:
        await _refuse_foreign(uow, payout_workspace_id)
    async with records.changing(uow, row):
        AFFILIATE.demand(row, trigger)
        row.decided_at, row.payout_workspace_id = uow.now, payout_workspace_id
    return row


async def page(uow: UnitOfWork, query: ListQuery) -> Page[AffiliateRead]:
    """Affiliates of the house, for staff."""
    with uow.unscoped("staff looks at affiliates"):
        return await records.page(uow, query)


async def decide(uow: UnitOfWork, affiliate_id: UUID, trigger: str, reason: str) -> Affiliate:
    """Staff approves, rejects, suspends or reinstates; a suspended one's links stop working."""
    with uow.unscoped("staff decides about an affiliate"):
        row = await records.get(uow, affiliate_id, lock=True)
    async with uow.within(user_id=row.user_id):
        async with records.changing(uow, row):
            before = AFFILIATE.demand(row, trigger)
            row.decided_at, row.reason = uow.now, reason
        await _switch_links(uow, row)
    await audit.note_staff(
        uow,
        action=f"workspace.affiliate.{trigger}",
        target_type="affiliate",
        target_id=row.id,
        reason=reason,
        changes={"state": {"before": before, "after": row.state}},
    )
    notify(
        uow,
        recipients=Recipients.people([row.user_id]),
        category="product",
        template="affiliate_decided",
        params={"state": row.state, "reason": reason},
        url="/referrals/affiliate",
        dedupe_key=f"affiliate:{row.id}:{row.version}",
    )
    return row


async def create_link(uow: UnitOfWork, data: LinkCreate) -> ReferralCode:
    """A link of the caller, who must be an approved affiliate paid into the present workspace."""
    program = await programs.of_kind(uow, KIND)
    row: Affiliate | None = await uow.scalar(sa.select(Affiliate).where(col(Affiliate.program_id) == program.id))
    if row is None or row.state != "approved" or row.payout_workspace_id != uow.workspace_id:
        raise Forbidden("not_an_affiliate", "Links are for approved affiliates, in the workspace they are paid into.")
    return await codes.issue(
        uow, program.id, KIND, code=data.code, label=data.label, user_id=uow.user_id, affiliate_id=row.id
    )


async def links(uow: UnitOfWork, query: ListQuery) -> Page[CodeRead]:
    """The affiliate links of the present workspace."""
    return await codes.records.page(uow, query, where=[col(ReferralCode.affiliate_id).is_not(None)])


async def _switch_links(uow: UnitOfWork, row: Affiliate) -> None:
    with uow.unscoped("the links of one affiliate, wherever they are paid"):
        found: Sequence[ReferralCode] = await uow.all(
            sa.select(ReferralCode).where(col(ReferralCode.affiliate_id) == row.id).with_for_update()
        )
    for link in found:
        async with uow.within(workspace_id=link.workspace_id), codes.records.changing(uow, link):
            link.active = row.state == "approved"


async def _refuse_foreign(uow: UnitOfWork, workspace_id: UUID) -> None:
    """422 unless the caller owns the workspace whose wallet is named."""
    mine = [row for row in await members.memberships(uow, uow.user_id) if row.workspace_id == workspace_id]
    if not mine:
        raise Unprocessable.field("/payout_workspace_id", "unknown_reference", "This is no workspace of yours.")
    if mine[0].role != OWNER:
        raise Conflict("not_owner", "Rewards go into a workspace that you own.")
