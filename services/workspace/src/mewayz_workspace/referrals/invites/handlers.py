"""What invites do when a person is erased."""

from collections.abc import Mapping

from mewayz_kit.privacy import Person, erase_user
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.referrals.invites import service


@erase_user
async def forget_invited(uow: UnitOfWork, person: Person) -> Mapping[str, int]:
    """Addresses at which the person was invited go, in every workspace, and so do the codes they gave others."""
    return await service.forget(uow, person.user_id)
