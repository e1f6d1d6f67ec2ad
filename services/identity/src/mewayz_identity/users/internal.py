"""The fresh state of a user, for workspace at the acceptance of an invitation."""

from typing import Annotated

from mewayz_identity.users import service
from mewayz_identity.users.schemas import UserState
from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.ids import Id
from mewayz_kit.route import internal_router
from mewayz_kit.tokens import Principal

router = internal_router()


@router.get("/users/{user_id}")
async def get_user(user_id: Id, p: Annotated[Principal, internal_only("workspace", "gateway")], uow: Uow) -> UserState:
    """Address, verification and status as they are now; 404 for unknown and deleted users."""
    return await service.show_state(uow, user_id)
