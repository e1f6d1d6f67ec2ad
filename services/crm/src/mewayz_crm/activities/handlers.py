"""The timers of activities, and the words of notices about them."""

from mewayz_crm.activities import service
from mewayz_crm.activities.events import Due, Remind
from mewayz_crm.activities.rules import OVERDUE, REMINDER
from mewayz_kit.events import job
from mewayz_kit.notices import Asked, Words, renders
from mewayz_kit.uow import UnitOfWork


@job
async def remind(asked: Remind, uow: UnitOfWork) -> None:
    """A reminder is due."""
    await service.remind(uow, asked=asked)


@job
async def tell_overdue(asked: Due, uow: UnitOfWork) -> None:
    """A due time is over."""
    await service.tell_overdue(uow, asked=asked)


@renders(REMINDER, permission="crm.activities:read")
async def words_of_reminder(uow: UnitOfWork, asked: Asked) -> Words | None:
    """Something is to be done."""
    return await service.words(uow, asked)


@renders(OVERDUE, permission="crm.activities:read")
async def words_of_overdue(uow: UnitOfWork, asked: Asked) -> Words | None:
    """Something should have been done."""
    return await service.words(uow, asked)
