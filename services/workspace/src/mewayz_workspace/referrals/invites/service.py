"""Use-cases of referral invites."""

from uuid import UUID

import sqlalchemy as sa
from pydantic import EmailStr, TypeAdapter, ValidationError
from sqlmodel import col

from mewayz_kit.ids import new_id
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.mail import outlet
from mewayz_workspace.mail.schemas import MailRequest
from mewayz_workspace.projections.users import service as users
from mewayz_workspace.referrals.codes import service as codes
from mewayz_workspace.referrals.invites.schemas import InviteRead, InviteResult, InvitesCreate, InvitesSent
from mewayz_workspace.referrals.models import ReferralCode, ReferralInvite
from mewayz_workspace.workspaces import service as workspaces

records = Records(ReferralInvite, InviteRead, entity="referral_invite", tells=("created", "updated"), public=False)
ADDRESS: TypeAdapter[str] = TypeAdapter(EmailStr)


async def send(uow: UnitOfWork, data: InvitesCreate) -> InvitesSent:
    """Mail the caller's own code to each address once; nobody is mailed twice by one workspace."""
    await workspaces.lock(uow)
    code = await codes.own(uow)
    results = [await _send(uow, code, data, address) for address in data.emails]
    sent = sum(result.status == "sent" for result in results)
    return InvitesSent(sent=sent, failed=len(results) - sent, results=results)


async def joined(uow: UnitOfWork, code_id: UUID, email: str) -> None:
    """Somebody came by the code and the address they were invited at."""
    row: ReferralInvite | None = await uow.scalar(
        sa.select(ReferralInvite)
        .where(col(ReferralInvite.code_id) == code_id, col(ReferralInvite.email_norm) == users.normalised(email))
        .with_for_update()
    )
    if row is not None:
        async with records.changing(uow, row):
            row.state = "joined"


async def forget(uow: UnitOfWork, user_id: UUID) -> dict[str, int]:
    """Take out what names a person who is erased; runs while their address is still known."""
    known = (await users.by_ids(uow, [user_id])).get(user_id)
    gone = 0
    with uow.unscoped("a person is erased from every workspace"):
        if known is not None and known.email_norm:
            mine = sa.delete(ReferralInvite).where(col(ReferralInvite.email_norm) == known.email_norm)
            gone = (await uow.execute(mine.execution_options(synchronize_session=False))).rowcount
    return {"referral_invites": gone, "referral_codes": await codes.retire(uow, user_id)}


async def _send(uow: UnitOfWork, code: ReferralCode, data: InvitesCreate, address: str) -> InviteResult:
    try:
        email = ADDRESS.validate_python(address)
    except ValidationError:
        return InviteResult(email=address, status="failed", invite_id=None, code="validation_failed")
    norm = users.normalised(email)
    known = sa.select(col(ReferralInvite.id)).where(col(ReferralInvite.email_norm) == norm)
    if await uow.scalar(known) is not None:
        return InviteResult(email=address, status="failed", invite_id=None, code="already_invited")
    row = await records.create(
        uow, ReferralInvite(code_id=code.id, email=email, email_norm=norm, invited_by=uow.principal.user_id)
    )
    workspace = await workspaces.get(uow, uow.workspace_id)
    sender = (await users.by_ids(uow, [uow.principal.user_id])).get(uow.principal.user_id or row.id)
    await outlet.post(
        uow,
        MailRequest(
            message_id=new_id(),
            to=email,
            template="referral_invite",
            data={
                "inviter": (sender.name if sender else None) or workspace.name,
                "message": data.message,
                "link": codes.url_of(uow, code.code),
            },
            locale=data.locale,
            category="product",
        ),
    )
    return InviteResult(email=address, status="sent", invite_id=row.id, code=None)
