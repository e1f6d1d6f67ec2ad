"""What others and the owners are told of a subscription."""

from uuid import UUID

from mewayz_kit.notices import Recipients, notify
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.billing.events import SubscriptionEvent
from mewayz_workspace.entitlements.models import Subscription

PAGE = "/settings/billing"
WORDS = {
    "trial_ending": ("Your trial ends soon", "It ends on {when}. Nothing is lost: what exceeds the free plan waits."),
    "trial_ended": ("Your trial has ended", "You are on the free plan. What exceeds it is kept and can be read."),
    "past_due": ("A payment failed", "We could not renew your subscription and will try again."),
    "subscription_ended": ("Your subscription has ended", "You are on the free plan. What exceeds it is kept."),
    "subscription_resumed": ("Your subscription goes on", "The pause is over; everything is available again."),
    "price_change": ("The terms of {what} change", "From {when} on they hold for you as well: {words}"),
}


def tell(uow: UnitOfWork, kind: type[SubscriptionEvent], row: Subscription, *, change_id: UUID | None = None) -> None:
    """Publish what the subscription is now."""
    uow.publish(
        kind(
            workspace_id=uow.workspace_id,
            state=row.state,
            plan=row.plan,
            bundles=[str(bundle["key"]) for bundle in row.bundles],
            cycle=row.cycle,
            anchor_day=row.anchor_day,
            period_start=row.period_start,
            period_end=row.period_end,
            cancel_at=row.cancel_at,
            trial_ends_at=row.trial_ends_at,
            change_id=change_id,
        ),
        version=row.revision,
    )


def tell_owners(uow: UnitOfWork, template: str, *, key: str, **words: str) -> None:
    """A billing notice to the owners, once per key; it cannot be switched off."""
    title, body = WORDS[template]
    notify(
        uow,
        recipients=Recipients(role="owner"),
        category="billing",
        template=template,
        params={"title": title.format(**words), "body": body.format(**words), **words},
        url=PAGE,
        dedupe_key=f"{template}:{key}",
    )
