"""Trials: fourteen days without payment, once per (workspace, bundle) and per (owner, bundle)."""

from datetime import timedelta
from typing import Any

from mewayz_kit.errors import Unprocessable
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.events import SubscriptionTrialStarted
from mewayz_workspace.billing.models import TrialUse
from mewayz_workspace.billing.periods import TRIAL_DAYS
from mewayz_workspace.billing.promotions import service as promotions
from mewayz_workspace.billing.states import SUBSCRIPTION
from mewayz_workspace.billing.subscription import applying
from mewayz_workspace.billing.subscription.schemas import StartTrial
from mewayz_workspace.billing.subscription.telling import tell
from mewayz_workspace.catalogue import service as catalogue
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.entitlements.models import Subscription
from mewayz_workspace.workspaces import service as workspaces


async def start(uow: UnitOfWork, data: StartTrial) -> None:
    """Use bundles without payment for a while; 409 `trial_used` when they were tried before."""
    row = await applying.locked(uow)
    SUBSCRIPTION.demand(row, "start_trial")
    owner = (await workspaces.get(uow, uow.workspace_id)).primary_owner_id
    bundles: list[dict[str, Any]] = []
    for index, key in enumerate(data.bundles):
        offer = await catalogue.offer(uow, "bundle", key)
        if offer is None or offer.status != "on" or key in data.bundles[:index]:
            raise Unprocessable.field(f"/bundles/{index}", "unknown_bundle", f"There is no bundle {key} to try.")
        terms = await catalogue.terms(uow, "bundle", key)
        if terms.pricing != "bundle":
            raise Unprocessable.field(f"/bundles/{index}", "no_trial", f"The bundle {key} cannot be tried.")
        bundles.append({"key": key, "version": terms.number})
        uow.add(TrialUse(owner_id=owner, bundle=key))
    await uow.flush()
    days = TRIAL_DAYS
    if data.code is not None:
        promotion_id, days = await promotions.trial_days(uow, bundles=data.bundles, code=data.code)
        await promotions.take_for_trial(uow, promotion_id)
    row.bundles, row.trial_ends_at = bundles, uow.now + timedelta(days=days)
    row.revision += 1
    await applying.set_due(uow, row)
    await entitlements.refresh(uow)
    tell(uow, SubscriptionTrialStarted, row)


async def extend(uow: UnitOfWork, days: int) -> Subscription:
    """Staff gives a running trial more time; 422 when there is none."""
    row = await applying.locked(uow)
    if row.state != "trialing" or row.trial_ends_at is None:
        raise Unprocessable.field("/kind", "no_trial", "The workspace is not on trial.")
    row.trial_ends_at += timedelta(days=days)
    row.trial_reminded_at = None
    row.revision += 1
    await applying.set_due(uow, row)
    return row
