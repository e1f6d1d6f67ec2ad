"""Deleting what one signs in with. The user row is held first and what is left is counted last: of two who delete the
last two ways in at the same moment, one is refused."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from mewayz_identity.credentials import service as credentials
from mewayz_identity.email_factors import service as email_factors
from mewayz_identity.factors import service as factors
from mewayz_identity.mfa_demands import service as mfa_demands
from mewayz_identity.passkeys import service as passkeys
from mewayz_identity.passwords import service as passwords
from mewayz_identity.recovery_codes import service as recovery_codes
from mewayz_identity.social_links import service as social_links
from mewayz_identity.totp_credentials import service as totp_credentials
from mewayz_identity.users import service as users
from mewayz_kit.errors import Conflict, NotFound
from mewayz_kit.uow import UnitOfWork


async def _totp(uow: UnitOfWork, user_id: UUID, credential_id: UUID) -> bool:
    return await totp_credentials.revoke(uow, user_id=user_id, credential_id=credential_id)


async def _passkey(uow: UnitOfWork, user_id: UUID, credential_id: UUID) -> bool:
    return await passkeys.remove(uow, user_id=user_id, passkey_id=credential_id)


async def _email(uow: UnitOfWork, user_id: UUID, credential_id: UUID) -> bool:
    return await email_factors.remove(uow, user_id=user_id, factor_id=credential_id)


async def _social(uow: UnitOfWork, user_id: UUID, credential_id: UUID) -> bool:
    return await social_links.remove(uow, user_id=user_id, link_id=credential_id)


async def _password(uow: UnitOfWork, user_id: UUID, credential_id: UUID) -> bool:
    return await passwords.remove(uow, user_id=user_id, credential_id=credential_id)


REMOVERS: dict[str, Callable[[UnitOfWork, UUID, UUID], Awaitable[bool]]] = {
    "password": _password,
    "totp": _totp,
    "passkey": _passkey,
    "email_code": _email,
    "oidc": _social,
}


async def remove(uow: UnitOfWork, credential_id: UUID, *, kind: str | None = None) -> None:
    """Delete one of the caller's credentials, of any kind or of this one. 404, 409 `last_credential` when nothing
    would be left to sign in with, 409 `mfa_required` when somebody of whom one is demanded would
    be without a second factor."""
    user = await users.get(uow, uow.user_id, lock=True)
    had_factor = bool(await factors.enrolled(uow, user.id))
    found = None
    for name in [kind] if kind else REMOVERS:
        if await REMOVERS[name](uow, user.id, credential_id):
            found = name
            break
    if found is None:
        raise NotFound(detail="There is no credential with this id.")
    if not await _ways_in(uow, user.id):
        raise Conflict("last_credential", "This is the last way to sign in to your account; add another one first.")
    if had_factor and not await factors.enrolled(uow, user.id):
        await mfa_demands.refuse_without(uow, user.id)
        await recovery_codes.remove_all(uow, user.id)
    await credentials.changed(uow, user, f"{found}_removed")


async def _ways_in(uow: UnitOfWork, user_id: UUID) -> bool:
    return bool(
        await passwords.of_user(uow, user_id)
        or await passkeys.ids_of(uow, user_id)
        or await social_links.of_user(uow, user_id)
    )
