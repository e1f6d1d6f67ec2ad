"""The work that a leaving member makes."""

from mewayz_crm.assignment import leaving
from mewayz_crm.assignment.leaving import Left
from mewayz_kit.events import job
from mewayz_kit.uow import UnitOfWork


@job
async def reassign(left: Left, uow: UnitOfWork) -> None:
    """Give one batch of records to others."""
    await leaving.reassign(uow, user_id=left.user_id)
