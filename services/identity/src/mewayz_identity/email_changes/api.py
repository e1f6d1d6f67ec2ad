"""Routes of e-mail changes."""

from typing import Annotated

from fastapi import Response

from mewayz_identity.edge import Visiting
from mewayz_identity.email_changes import service
from mewayz_identity.email_changes.schemas import ChangeEmail, ConfirmChange, UndoChange
from mewayz_identity.email_verifications.schemas import PendingVerification
from mewayz_identity.me import service as me
from mewayz_identity.me.schemas import MeRead
from mewayz_kit.auth import Anonymous, Person, Uow, account
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal

mine = new_router("identity/me/change-email", tag="email_changes")
anyone = new_router("identity/public/email-changes", tag="email_changes_undo")
GUARDED = options(rate="auth", idempotency="none", no_impersonation=True)


@mine.post("", status_code=202, openapi_extra=GUARDED)
async def create(data: ChangeEmail, p: Annotated[Principal, account(step_up=True)], uow: Uow) -> PendingVerification:
    """Ask to move the account to another address. Nothing changes until the code or link from the mail to the new
    address comes back. 403 `step_up_required`."""
    return await service.ask(uow, data)


@mine.post("/confirm", openapi_extra=GUARDED)
async def confirm(data: ConfirmChange, visitor: Visiting, p: Person, uow: Uow) -> MeRead:
    """Move the account. The former address is told and can undo it for seven days.

    401 `invalid_code`, 409 `email_taken`, 410 `verification_closed`.
    """
    return await me.show(uow, await service.confirm(uow, data, visitor))


@anyone.post("/undo", status_code=204, openapi_extra=options(rate="auth", idempotency="none"))
async def undo(data: UndoChange, p: Anonymous, uow: Uow) -> Response:
    """Take the account back to its former address, by the link mailed there, and end every session.

    409 `email_taken`, 410 `link_closed`.
    """
    await service.undo(uow, data.token)
    return Response(status_code=204)
