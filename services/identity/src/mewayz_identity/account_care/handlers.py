"""The timers of account care, and bounced mails."""

from mewayz_identity.account_care import service
from mewayz_identity.account_care.events import MailBounced
from mewayz_kit.events import every, on
from mewayz_kit.uow import UnitOfWork


@every("1h")
async def remind_unproven(uow: UnitOfWork) -> None:
    """Reminders go out a day, a week and three weeks after the registration."""
    await service.remind(uow)


@every("1d")
async def remove_unclaimed(uow: UnitOfWork) -> None:
    """Accounts nobody proved in 30 days, and that belong to no workspace, are removed."""
    await service.remove_unclaimed(uow)


@on(MailBounced)
async def note_bounce(event: MailBounced, uow: UnitOfWork) -> None:
    """The account shows that its address does not take mail."""
    await service.note_bounce(uow, event.address)
