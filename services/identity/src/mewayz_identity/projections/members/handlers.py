"""Copying memberships."""

from mewayz_identity.api_keys import service as api_keys
from mewayz_identity.projections.members import service
from mewayz_identity.projections.members.events import MemberFact
from mewayz_kit.events import Reject, on
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork

STATUS = {
    "workspace.member.created.v1": "active",
    "workspace.member.role_changed.v1": "active",
    "workspace.member.suspended.v1": "suspended",
    "workspace.member.reactivated.v1": "active",
    "workspace.member.removed.v1": "removed",
}


@on(*STATUS)
async def copy_member(envelope: Envelope, uow: UnitOfWork) -> None:
    """Keep the membership; personal keys of a removed member are revoked, those of a suspended one refused, and the
    owners hear of the workspace's keys that outlive who made them."""
    if envelope.workspaceid is None:
        raise Reject("a member event names its workspace")
    fact, status = MemberFact.model_validate(envelope.data), STATUS[envelope.type]
    written = await service.keep(
        uow,
        workspace_id=envelope.workspaceid,
        user_id=fact.user_id,
        status=status,
        role=fact.role,
        as_of=envelope.time,
    )
    if written and status == "removed":
        await api_keys.member_left(uow, fact.user_id)
