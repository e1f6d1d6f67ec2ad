"""Mail routes for other services."""

from typing import Annotated

from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.route import internal_router
from mewayz_kit.tokens import Principal
from mewayz_workspace.mail import outlet, service
from mewayz_workspace.mail.schemas import MailAccepted, Mailbox, MailRequest, RawMail
from mewayz_workspace.mail.transports import transport_name

router = internal_router()


@router.post("/mails", status_code=202)
async def post_mail(
    data: MailRequest, p: Annotated[Principal, internal_only("identity", "finance", "social")], uow: Uow
) -> MailAccepted:
    """Send a platform mail that holds a code or secret. Idempotent by `message_id`."""
    row = await outlet.post(uow, data)
    return MailAccepted(id=row.id, state=row.state, transport=await transport_name(uow))


@router.get("/mailbox")
async def get_mailbox(p: Annotated[Principal, internal_only("crm")], uow: Uow) -> Mailbox:
    """Whether the local mailbox takes mails now."""
    return Mailbox(open=await service.is_mailbox_open(uow))


@router.post("/mailbox-messages", status_code=202)
async def post_mailbox_message(data: RawMail, p: Annotated[Principal, internal_only("crm")], uow: Uow) -> MailAccepted:
    """Keep a whole mail in the local mailbox. Idempotent by `message_id`; 409 while another transport is set."""
    row = await service.keep_raw(uow, data)
    return MailAccepted(id=row.id, state="sent", transport="local")
