"""What ends the wizard's wait for a payment."""

from uuid import UUID

from mewayz_kit.events import Event, on
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.onboarding import launch
from mewayz_workspace.onboarding.events import SubscriptionPaid


class ChargeOfWizardVoided(Event, type="workspace.subscription.charge_voided.v1"):
    """Our copy: nobody has paid in time."""

    id: UUID


@on(SubscriptionPaid, "workspace.subscription.changed.v1")
async def complete_when_paid(event: SubscriptionPaid, uow: UnitOfWork) -> None:
    """The payment has come."""
    await launch.paid(uow, event.change_id)


@on(ChargeOfWizardVoided)
async def reopen_when_void(event: ChargeOfWizardVoided, uow: UnitOfWork) -> None:
    """The payment has not come in a day."""
    await launch.give_up(uow, event.id)
