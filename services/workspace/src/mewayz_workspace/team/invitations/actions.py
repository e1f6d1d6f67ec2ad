"""Whom workflows may invite."""

from mewayz_kit.actions import Stored, action
from mewayz_kit.errors import Forbidden
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.team.invitations import service
from mewayz_workspace.team.invitations.schemas import InvitationCreate


@action(permission="workspace.invitations:write", effect="message")
async def invite_member(uow: UnitOfWork, data: InvitationCreate) -> Stored:
    """Invite an address by mail; an open invitation of it is superseded. Fails with `already_member`, and with
    `permission_escalation` for a role that may do more than the person in whose name it is."""
    inviter = (await users.by_ids(uow, [uow.user_id])).get(uow.user_id)
    if inviter is None or not inviter.email_verified:
        raise Forbidden("email_not_verified", "Verify your e-mail address first.")
    return Stored(id=(await service.invite(uow, data)).id)
