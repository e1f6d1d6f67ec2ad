"""Routes of the subscription. Only the owner's rights hold them, and nobody who acts for the owner uses them."""

from typing import Annotated
from uuid import UUID

from fastapi import Request

from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_kit.service import Runtime
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.charges.intents import payment_for
from mewayz_workspace.billing.subscription import service, trials
from mewayz_workspace.billing.subscription.schemas import (
    Cancel,
    ChangeRead,
    Confirm,
    Confirmed,
    Pause,
    StartTrial,
    SubscriptionShown,
)

router = new_router("workspace/subscription")
Reader = Annotated[Principal, require("workspace.subscription:read")]
Writer = Annotated[Principal, require("workspace.subscription:write")]
OURS = options(no_impersonation=True)
BY_QUOTE = options(idempotency="none", no_impersonation=True)
"""A quote is confirmed once: it is the key, and finance is asked between two transactions."""


@router.get("")
async def get(p: Reader, uow: Uow) -> SubscriptionShown:
    """What this workspace subscribes to, until when, and what its next period costs."""
    return await service.show(uow)


@router.post("/checkout", openapi_extra=BY_QUOTE)
async def checkout(data: Confirm, p: Writer, uow: Uow, request: Request) -> Confirmed:
    """Begin to pay: nothing is unlocked before `finance.payment.succeeded`; after 24 h unpaid it is void.

    404 for an unknown quote; 410 `quote_expired`; 409 `quote_outdated`, `promotion_exhausted`, `invalid_transition`.
    """
    return await _confirm(uow, request.app.state.runtime, data.quote_id, "checkout")


@router.post("/change", openapi_extra=BY_QUOTE)
async def change(data: Confirm, p: Writer, uow: Uow, request: Request) -> Confirmed:
    """Upgrade at once for the prorated amount, or downgrade at the period's end. The same refusals as checkout."""
    return await _confirm(uow, request.app.state.runtime, data.quote_id, "change")


@router.post("/cancel", openapi_extra=OURS)
async def cancel(data: Cancel, p: Writer, uow: Uow) -> Confirmed:
    """End at the period's end (a trial at its end); an unpaid checkout is void at once. 409 `invalid_transition`."""
    return await service.confirmed(uow, await service.cancel(uow, data))


@router.post("/resume", openapi_extra=OURS)
async def resume(p: Writer, uow: Uow) -> SubscriptionShown:
    """Take a cancellation back before its day, or end a pause. 409 `invalid_transition`."""
    await service.resume(uow)
    return await service.show(uow)


@router.post("/pause", openapi_extra=OURS)
async def pause(data: Pause, p: Writer, uow: Uow) -> SubscriptionShown:
    """Stop for at most three months; what exceeds the free plan freezes, unused time is put behind.

    402 `payment_required` while the period is unpaid; 409 `invalid_transition`, `cancellation_pending`.
    """
    await service.pause(uow, data.days)
    return await service.show(uow)


@router.post("/start-trial", openapi_extra=OURS)
async def start_trial(data: StartTrial, p: Writer, uow: Uow) -> SubscriptionShown:
    """Try bundles for fourteen days without payment, once per bundle. 409 `trial_used`, `invalid_transition`."""
    await trials.start(uow, data)
    return await service.show(uow)


changes = Resource(
    "workspace/subscription-changes",
    service.changes,
    permission="workspace.subscription",
    filter=("state", "kind", "created_at"),
    verbs=("list", "get"),
)
changes_router = changes.router


@changes_router.post("/{change_id}/cancel", openapi_extra=OURS)
async def cancel_change(change_id: Id, p: Writer, uow: Uow) -> ChangeRead:
    """Take a scheduled change back before its day. 409 `invalid_transition`."""
    return ChangeRead.model_validate(await service.cancel_scheduled(uow, change_id))


async def _confirm(uow: UnitOfWork, runtime: Runtime, quote_id: UUID, kind: str) -> Confirmed:
    """Commit the charge, then ask finance for its payment: never inside the transaction."""
    async with uow.apart() as unit:
        answer = await service.confirmed(unit, await service.confirm(unit, quote_id, kind))
    charge = answer.charge
    if charge is None or charge.state not in {"open", "paying"} or charge.payment is not None:
        return answer
    payment = await payment_for(runtime, charge_id=charge.id, workspace_id=uow.workspace_id, total=charge.total)
    return answer.model_copy(update={"charge": charge.model_copy(update={"payment": payment})})
