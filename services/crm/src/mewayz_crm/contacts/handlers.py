"""The words of notices about contacts."""

from mewayz_crm.contacts import service
from mewayz_crm.contacts.rules import ASSIGNMENT
from mewayz_kit.notices import Asked, Words, renders
from mewayz_kit.uow import UnitOfWork


@renders(ASSIGNMENT, permission="crm.contacts:read")
async def words_of_assignment(uow: UnitOfWork, asked: Asked) -> Words | None:
    """Somebody looks after a contact now."""
    return await service.words_of_assignment(uow, asked)
