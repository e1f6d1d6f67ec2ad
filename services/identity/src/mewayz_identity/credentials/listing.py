"""Everything the caller signs in with, in one list; and giving a part of it another name."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_identity.credentials.schemas import CredentialRead
from mewayz_identity.email_factors import service as email_factors
from mewayz_identity.passkeys import service as passkeys
from mewayz_identity.passwords import service as passwords
from mewayz_identity.recovery_codes import service as recovery_codes
from mewayz_identity.social_links import service as social_links
from mewayz_identity.totp_credentials import service as totp_credentials
from mewayz_kit.errors import NotFound
from mewayz_kit.uow import UnitOfWork


async def listed(uow: UnitOfWork) -> list[CredentialRead]:
    """Password, authenticators, passkeys, mailed codes, social accounts and recovery codes, in this order."""
    user_id = uow.user_id
    found = []
    password = await passwords.of_user(uow, user_id)
    if password is not None:
        found.append(_shown("password", password, name=None, since=password.set_at))
    for totp in await totp_credentials.listed(uow, user_id):
        found.append(_shown("totp", totp, name=totp.name, status=totp.status))
    found += [_shown("passkey", passkey, name=passkey.name) for passkey in await passkeys.listed(uow, user_id)]
    email = await email_factors.of_user(uow, user_id)
    if email is not None:
        found.append(_shown("email_code", email, name=None))
    found += [_shown("oidc", link, name=link.provider) for link in await social_links.of_user(uow, user_id)]
    left = await recovery_codes.count_left(uow, user_id)
    if left:
        codes = {"id": None, "created_at": None, "last_used_at": None}
        found.append(CredentialRead(type="recovery_codes", status="active", name=f"{left} left", **codes))
    return found


async def rename(uow: UnitOfWork, credential_id: UUID, name: str) -> CredentialRead:
    """Give an authenticator or a passkey another name; 404 for what has none."""
    totp = await totp_credentials.rename(uow, user_id=uow.user_id, credential_id=credential_id, name=name)
    if totp is not None:
        return _shown("totp", totp, name=name, status=totp.status)
    if credential_id not in {passkey.id for passkey in await passkeys.listed(uow, uow.user_id)}:
        raise NotFound(detail="There is no authenticator or passkey with this id.")
    return _shown("passkey", await passkeys.rename(uow, credential_id, name), name=name)


def _shown(
    kind: str, row: Any, *, name: str | None, status: str = "active", since: datetime | None = None
) -> CredentialRead:
    return CredentialRead(
        id=row.id,
        type=kind,
        status=status,
        name=name,
        created_at=since or row.created_at,
        last_used_at=row.last_used_at,
    )
