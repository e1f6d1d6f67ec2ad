"""Routes of signing keys, for staff."""

from typing import Annotated

from mewayz_identity.signing_keys import service
from mewayz_identity.signing_keys.schemas import EmergencyRevoke, SigningKeyList, SigningKeyRead
from mewayz_kit.auth import Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal

router = new_router("identity/admin/signing-keys", tag="signing_keys")


@router.get("")
async def list(p: Annotated[Principal, staff("platform.signing_keys:read")], uow: Uow) -> SigningKeyList:
    """Every signing key, newest first, without private parts."""
    return SigningKeyList(items=[SigningKeyRead.model_validate(key) for key in await service.list_keys(uow)])


@router.post("/rotate", status_code=202, openapi_extra=options(no_impersonation=True))
async def rotate(
    p: Annotated[Principal, staff("platform.signing_keys:write", step_up=True)], uow: Uow
) -> SigningKeyRead:
    """Publish a new key. It starts to sign after ten minutes, when every verifier knows it; the old key stays
    published until its last token has expired. Asking again meanwhile answers the same key."""
    return SigningKeyRead.model_validate(await service.publish_next(uow))


@router.post("/{key_id}/revoke-emergency", openapi_extra=options(no_impersonation=True))
async def revoke_emergency(
    key_id: Id,
    data: EmergencyRevoke,
    p: Annotated[Principal, staff("platform.signing_keys:emergency", step_up=True)],
    uow: Uow,
) -> SigningKeyRead:
    """Remove a key at once; every token it signed stops working, people sign in again by their refresh tokens.
    409 `invalid_transition` when it is removed already."""
    return SigningKeyRead.model_validate(await service.revoke_emergency(uow, key_id=key_id, reason=data.reason))
