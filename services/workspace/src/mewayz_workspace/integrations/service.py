"""Use-cases of integrations."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Conflict, NotFound, Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit.staff import StaffRecords
from mewayz_workspace.integrations.models import Integration
from mewayz_workspace.integrations.rules import PROVIDERS, flaw
from mewayz_workspace.integrations.schemas import IntegrationCreate, IntegrationRead, IntegrationUpdate

SEAL, EVENTS = "integration-secrets", "integration-events"
EVENTS_PATH = "/api/v1/workspace/public/mail-events"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A provider with its settings, opened for use."""

    id: UUID
    provider: str
    base_url: str | None
    options: Mapping[str, Any]
    secrets: Mapping[str, str]


async def _shown(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    return {
        row["id"]: {
            "secrets": sorted(_open(uow.runtime, row["sealed_secrets"])),
            "active": row["active_kind"] is not None,
            "events_url": _events_url(uow.runtime, row["id"]) if PROVIDERS[row["provider"]].tells_bounces else None,
        }
        for row in rows
    }


records = StaffRecords(Integration, IntegrationRead, entity="integration", extend=_shown, public=False)


async def create(uow: UnitOfWork, data: IntegrationCreate) -> Integration:
    """Store a provider; 409 when it is there already."""
    _refuse(data.provider, data.options, data.secrets)
    twin = sa.select(col(Integration.id)).where(col(Integration.provider) == data.provider)
    if await uow.scalar(twin) is not None:
        raise Conflict("integration_exists", f"{data.provider} is set up already.")
    row = Integration(
        provider=data.provider,
        kind=PROVIDERS[data.provider].kind,
        base_url=data.base_url,
        options=data.options,
        sealed_secrets=_seal(uow.runtime, data.secrets),
    )
    return await records.create(uow, row)


async def update(uow: UnitOfWork, row: Integration, patch: IntegrationUpdate) -> Integration:
    """Change settings; what was tested before is untested again."""
    fields = given(patch)
    options = row.options if fields.get("options") is None else fields["options"]
    changed: Mapping[str, str | None] = fields.get("secrets") or {}
    merged = {**_open(uow.runtime, row.sealed_secrets), **changed}
    secrets = {name: value for name, value in merged.items() if value is not None}
    _refuse(row.provider, options, secrets)
    async with records.changing(uow, row):
        row.options, row.sealed_secrets = options, _seal(uow.runtime, secrets)
        row.base_url = fields.get("base_url", row.base_url)
        row.status, row.last_error = "untested", None
    return row


async def delete(uow: UnitOfWork, row: Integration) -> None:
    """Forget a provider with its credentials; 409 while it is in use."""
    if row.active_kind is not None:
        raise Conflict("integration_in_use", "Switch it off first.")
    await records.delete(uow, row)


async def activate(uow: UnitOfWork, integration_id: UUID) -> Integration:
    """Use this provider for its kind from now on, instead of the one before."""
    row = await records.get(uow, integration_id, lock=True)
    if row.active_kind is not None:
        return row
    before: Integration | None = await uow.scalar(
        sa.select(Integration).where(col(Integration.active_kind) == row.kind).with_for_update()
    )
    if before is not None:
        async with records.changing(uow, before):
            before.active_kind = None
    async with records.changing(uow, row):
        row.active_kind = row.kind
    return row


async def deactivate(uow: UnitOfWork, integration_id: UUID) -> Integration:
    """Stop using it: what the operator has set in the environment holds again."""
    row = await records.get(uow, integration_id, lock=True)
    async with records.changing(uow, row):
        row.active_kind = None
    return row


async def note_check(uow: UnitOfWork, integration_id: UUID, error: str | None) -> Integration:
    """Keep what a test showed."""
    row = await records.get(uow, integration_id, lock=True)
    async with records.changing(uow, row):
        row.status, row.checked_at = "failing" if error else "working", uow.now
        row.last_error = error[:500] if error else None
    return row


async def active(uow: UnitOfWork, kind: str) -> Chosen | None:
    """The provider in use for a kind."""
    row: Integration | None = await uow.scalar(sa.select(Integration).where(col(Integration.active_kind) == kind))
    return chosen(uow.runtime, row) if row is not None else None


def chosen(runtime: Runtime, row: Integration) -> Chosen:
    """A stored provider, opened."""
    return Chosen(row.id, row.provider, row.base_url, row.options, _open(runtime, row.sealed_secrets))


async def by_events_token(uow: UnitOfWork, token: str) -> Integration:
    """Whose events a token brings; 404 for one that we did not make."""
    text, _, signature = token.partition(".")
    try:
        said, integration_id = urlsafe_b64decode(signature + "=" * (-len(signature) % 4)), UUID(hex=text)
    except ValueError as error:
        raise NotFound(detail="There is no such address.") from error
    if not hmac.compare_digest(said, uow.runtime.crypto.keyed_hash(EVENTS, text)):
        raise NotFound(detail="There is no such address.")
    return await records.get(uow, integration_id)


def _events_url(runtime: Runtime, integration_id: UUID) -> str:
    text = integration_id.hex
    signature = urlsafe_b64encode(runtime.crypto.keyed_hash(EVENTS, text)).decode().rstrip("=")
    return f"{runtime.settings.public_url.rstrip('/')}{EVENTS_PATH}/{text}.{signature}"


def _refuse(provider: str, options: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    if wrong := flaw(provider, options, secrets):
        raise Unprocessable.field(*wrong)


def _seal(runtime: Runtime, secrets: Mapping[str, str]) -> bytes | None:
    return runtime.crypto.seal(SEAL, orjson.dumps(dict(secrets))) if secrets else None


def _open(runtime: Runtime, sealed: bytes | None) -> dict[str, str]:
    found: dict[str, str] = orjson.loads(runtime.crypto.open(SEAL, sealed)) if sealed else {}
    return found
