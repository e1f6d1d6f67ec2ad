"""How the wizard ends: at once when nothing is due, by itself when the payment has come."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.errors import Conflict, InvalidTransition, Unprocessable
from mewayz_kit.money import Money
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.charges import service as charges
from mewayz_workspace.billing.models import Quote
from mewayz_workspace.billing.subscription import applying, queries
from mewayz_workspace.billing.subscription import service as subscription
from mewayz_workspace.branding import service as branding
from mewayz_workspace.branding.schemas import BrandingUpdate
from mewayz_workspace.onboarding import service
from mewayz_workspace.onboarding.events import OnboardingCompleted
from mewayz_workspace.onboarding.models import Onboarding
from mewayz_workspace.onboarding.rules import ONBOARDING, missing
from mewayz_workspace.team.invitations import service as invitations
from mewayz_workspace.team.invitations.schemas import BatchCreate, BatchRow


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has to be paid before the wizard completes."""

    charge_id: UUID
    total: Money


async def complete(uow: UnitOfWork) -> Waiting | None:
    """Launch with the answers. What is due is charged, once however often it is asked, and nothing is unlocked."""
    row = await service.locked(uow)
    if row.state == "awaiting_payment":
        pending = await queries.pending(uow)
        if pending is not None and pending.id == row.change_id:
            return await _waiting(uow, row)
        # The payment has failed: another attempt is another charge.
        ONBOARDING.demand(row, "change")
        row.quote_id = row.change_id = row.charge_id = None
    if row.state != "in_progress":
        raise InvalidTransition("onboarding", row.state, "complete")
    if lacking := missing(row.steps):
        raise Conflict("steps_missing", "Answer or skip every step first.", missing=lacking)
    quote = await service.quote_for(uow, row)
    held = await applying.locked(uow)
    kind = "change" if held.state in {"active", "past_due"} else "checkout"
    if held.state not in subscription.FROM[kind]:
        raise InvalidTransition("subscription", held.state, kind)
    change = await subscription.confirm_quote(uow, held, quote, kind)
    row.change_id = change.id
    if change.state == "pending_payment":
        ONBOARDING.demand(row, "charge")
        charge = await charges.of_change(uow, change.id)
        row.charge_id = charge.id if charge else None
        await uow.flush()
        return await _waiting(uow, row)
    await _finish(uow, row, quote)
    return None


async def paid(uow: UnitOfWork, change_id: UUID | None) -> None:
    """The change of a wizard has been applied: it completes by itself."""
    row: Onboarding | None = await uow.scalar(sa.select(Onboarding))
    if change_id is None or row is None or row.change_id != change_id:
        return
    row = await service.locked(uow)
    if row.state == "awaiting_payment" and row.quote_id is not None:
        await _finish(uow, row, await uow.get(Quote, row.quote_id))


async def give_up(uow: UnitOfWork, charge_id: UUID) -> None:
    """The charge of a wizard is void: its answers are open again."""
    row: Onboarding | None = await uow.scalar(sa.select(Onboarding))
    if row is None or row.charge_id != charge_id:
        return
    row = await service.locked(uow)
    if row.state == "awaiting_payment" and row.charge_id == charge_id:
        ONBOARDING.demand(row, "change")
        row.change_id = row.charge_id = None
        await uow.flush()


async def _waiting(uow: UnitOfWork, row: Onboarding) -> Waiting:
    charge = await charges.records.get(uow, row.charge_id) if row.charge_id else None
    if charge is None:
        raise InvalidTransition("onboarding", row.state, "complete")
    return Waiting(charge_id=charge.id, total=charge.total)


async def _finish(uow: UnitOfWork, row: Onboarding, quote: Quote) -> None:
    ONBOARDING.demand(row, "complete")
    row.steps = row.steps | {"review": {"status": "done", "data": None}}
    row.completed_at = row.updated_at = uow.now
    await uow.flush()
    await _dress(uow, row)
    await _invite(uow, row)
    answer = row.steps["goals"]["data"]
    uow.publish(
        OnboardingCompleted(
            workspace_id=uow.workspace_id,
            goals=answer["goals"],
            primary_goal=answer["primary"],
            features=quote.features,
            plan=quote.plan,
            bundles=quote.bundles,
            branding=row.steps["branding"]["data"],
        )
    )


async def _dress(uow: UnitOfWork, row: Onboarding) -> None:
    if answer := row.steps["branding"]["data"]:
        # A logo may have been deleted and colours changed since the answer: then what is there now stays.
        with suppress(Unprocessable):
            await branding.change(uow, BrandingUpdate(**answer), None)


async def _invite(uow: UnitOfWork, row: Onboarding) -> None:
    """The drafts of the team step go out, each for itself, in the name of who wrote them."""
    drafts = row.steps["team"]["data"]
    if drafts and drafts["invitations"]:
        rows = [BatchRow(**draft) for draft in drafts["invitations"]]
        batch = BatchCreate(invitations=rows, locale=drafts["locale"])
        await invitations.invite_many(uow, batch, by=row.invited_by)
