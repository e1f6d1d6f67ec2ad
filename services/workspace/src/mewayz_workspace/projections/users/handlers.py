"""Keep the users read-model."""

from mewayz_kit.events import on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.projections.users import service
from mewayz_workspace.projections.users.events import UserCreated

SNAPSHOTS = tuple(f"identity.user.{verb}.v1" for verb in ("created", "updated", "verified", "disabled", "enabled"))


@on(*SNAPSHOTS)
async def copy_user(envelope: Envelope, uow: UnitOfWork) -> None:
    """A newer description replaces what we knew; an older one that arrives late changes nothing."""
    data = dict(envelope.data)
    data.setdefault("id", data.get("user_id"))
    user = UserCreated.model_validate(data)
    await service.describe(uow, user=user, verb=envelope.type.split(".")[2], as_of=envelope.time)
