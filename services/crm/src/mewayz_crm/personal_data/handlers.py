"""What an erased account leaves behind."""

from collections.abc import Mapping

from mewayz_crm.personal_data import authorship
from mewayz_kit.privacy import Person, erase_user
from mewayz_kit.uow import UnitOfWork


@erase_user
async def forget_authors(uow: UnitOfWork, person: Person) -> Mapping[str, int]:
    """Notes, templates, consents and lines of the timeline stay, under a pseudonym."""
    return await authorship.forget(uow, person)
