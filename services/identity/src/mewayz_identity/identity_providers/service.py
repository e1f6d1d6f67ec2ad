"""Setting up providers. Whoever controls one can sign people in, so every change is in the security log."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.edge import page_url
from mewayz_identity.identity_providers.models import IdentityProvider
from mewayz_identity.identity_providers.rules import PRESETS, Preset
from mewayz_identity.identity_providers.schemas import ProviderCreate, ProviderRead
from mewayz_identity.security_events import service as security_events
from mewayz_kit.crypto import Crypto
from mewayz_kit.errors import NotFound, ProviderNotConfigured, Unprocessable
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork

SEAL = "identity-provider"


async def _about(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    return {
        row["id"]: {
            "secret_set": row["secret"] is not None,
            "callback_url": callback_url(uow.runtime, row["key"]),
        }
        for row in rows
    }


RECORDS = Records(IdentityProvider, ProviderRead, entity="identity_provider", extend=_about, public=False)


def callback_url(runtime: Runtime, key: str) -> str:
    """Where a provider sends people back to."""
    return page_url(runtime, f"/api/v1/identity/public/social/{key}/callback")


def preset_of(row: IdentityProvider) -> Preset:
    """What is known of its kind."""
    return PRESETS[row.kind]


def secret_of(crypto: Crypto, row: IdentityProvider) -> str | None:
    """The plain secret, for a call to the provider."""
    return crypto.open(SEAL, row.secret).decode() if row.secret is not None else None


async def create(uow: UnitOfWork, data: ProviderCreate) -> IdentityProvider:
    """Set up a provider; 409 `provider_key_taken`."""
    preset = PRESETS[data.kind]
    row = IdentityProvider(
        key=data.key or data.kind,
        kind=data.kind,
        title=data.title or preset.title,
        issuer=data.issuer or preset.issuer,
        api_url=data.api_url or preset.api,
        client_id=data.client_id,
        secret=_sealed(uow, data.secret),
        team_id=data.team_id,
        key_id=data.key_id,
        scopes=data.scopes or list(preset.scopes),
        trusted_email=preset.trusted if data.trusted_email is None else data.trusted_email,
        enabled=data.enabled,
    )
    await RECORDS.create(uow, row)
    _note(uow, "created", row)
    return row


async def edit(uow: UnitOfWork, provider_id: UUID, patch: Any, if_match: str | None) -> IdentityProvider:
    """Change a provider; a field that every provider needs cannot be cleared."""
    row = await RECORDS.get(uow, provider_id, lock=True)
    RECORDS.match(row, if_match)
    values = given(patch)
    for name in ("title", "issuer", "client_id", "scopes", "trusted_email", "enabled"):
        if name in values and values[name] is None:
            raise Unprocessable.field(f"/{name}", "required", "A provider needs this.")
    if "secret" in values:
        values["secret"] = _sealed(uow, values["secret"])
    async with RECORDS.changing(uow, row):
        for name, value in values.items():
            setattr(row, name, value)
    _note(uow, "changed", row, fields=sorted(values))
    return row


async def remove(uow: UnitOfWork, provider_id: UUID, if_match: str | None) -> None:
    """Take a provider away. Links of people stay: they work again when it is set up again."""
    row = await RECORDS.get(uow, provider_id, lock=True)
    RECORDS.match(row, if_match)
    _note(uow, "deleted", row)
    await RECORDS.delete(uow, row)


async def note_test(uow: UnitOfWork, provider_id: UUID, error: str | None) -> IdentityProvider:
    """Keep what a test found."""
    row = await RECORDS.get(uow, provider_id, lock=True)
    async with RECORDS.changing(uow, row):
        row.last_test_at, row.last_test_error = uow.now, error[:300] if error else None
    return row


async def usable(uow: UnitOfWork, key: str) -> IdentityProvider:
    """The provider behind a URL; 404 for an unknown one, 409 `provider_not_configured` when it is not set up."""
    row: IdentityProvider | None = await uow.scalar(sa.select(IdentityProvider).where(col(IdentityProvider.key) == key))
    if row is None and key not in PRESETS:
        raise NotFound(detail="There is no provider with this name.")
    if row is None or not row.enabled:
        raise ProviderNotConfigured(detail="This way to sign in is not set up here.")
    return row


async def offered(uow: UnitOfWork) -> Sequence[IdentityProvider]:
    """The providers that are switched on, by title."""
    return await uow.all(
        sa.select(IdentityProvider)
        .where(col(IdentityProvider.enabled).is_(True))
        .order_by(col(IdentityProvider.title), col(IdentityProvider.key))
    )


def _sealed(uow: UnitOfWork, secret: Any) -> bytes | None:
    return uow.runtime.crypto.seal(SEAL, secret.get_secret_value().encode()) if secret is not None else None


def _note(uow: UnitOfWork, change: str, row: IdentityProvider, **details: Any) -> None:
    security_events.record(uow, f"identity_provider.{change}", user_id=None, provider=row.key, **details)
