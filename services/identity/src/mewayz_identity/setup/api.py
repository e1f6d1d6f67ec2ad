"""The route of the set-up."""

from fastapi import Response

from mewayz_identity.edge import Visiting, refuse_foreign_origin
from mewayz_identity.setup import service
from mewayz_identity.setup.schemas import FirstAdmin
from mewayz_identity.tokens.delivery import deliver
from mewayz_identity.tokens.schemas import TokensRead
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/public/setup", tag="setup")


@router.post("", status_code=201, openapi_extra=options(rate="auth", idempotency="none"))
async def create(data: FirstAdmin, response: Response, visitor: Visiting, p: Anonymous, uow: Uow) -> TokensRead:
    """Make the first administrator (super_admin) of an installation, once, and sign in. The access token says
    `staff_enrol` until a second factor is enrolled: only then staff routes work.

    401 `invalid_setup_token`, 409 `already_set_up` for ever after.
    """
    refuse_foreign_origin(uow.runtime, visitor)
    signed_in = await service.make_first_admin(uow, data, visitor)
    return deliver(uow, response, signed_in.grant, signed_in.device)
