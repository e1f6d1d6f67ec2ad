"""What attributes newcomers."""

from uuid import UUID

from mewayz_kit.events import Event, on
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.referrals.attributions import service


class Registered(Event, type="identity.user.created.v1"):
    """Our copy: who registered, with which code; and who else signs in with that person's browser."""

    id: UUID
    email: str | None = None
    referral_code: str | None = None
    others: list[UUID] = []


@on(Registered, "identity.device.shared.v1")
async def attribute_newcomer(event: Registered, uow: UnitOfWork) -> None:
    """A code that came with a registration says who brought the person; if it was done in the browser of who brought
    them, staff looks first. One handler for both, since the second event must not overtake the first."""
    if event.referral_code and event.email:
        await service.registered(uow, user_id=event.id, email=event.email, code=event.referral_code)
    if event.others:
        await service.share_a_browser(uow, {event.id, *event.others})
