"""`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the answer is stored in the business transaction.

The key row is inserted first, so a second request with the same key waits for the first one's commit; then it
gets the stored answer. If the first rolls back, the second does the work.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from fastapi import Request, Response
from sqlalchemy.exc import DBAPIError, IntegrityError

from mewayz_kit.db import is_lock_trouble
from mewayz_kit.errors import Conflict, Malformed, Unprocessable
from mewayz_kit.uow import UnitOfWork

HEADER = "Idempotency-Key"
LIFETIME = timedelta(hours=24)
KEPT_HEADERS = ("content-type", "location", "etag")


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """One request under a key: where it counts, and what it asked for."""

    scope: bytes
    key: str
    fingerprint: bytes
    lifetime: timedelta = LIFETIME


async def keyed(request: Request, uow: UnitOfWork, route: str) -> KeyedRequest | None:
    """The key of this request, if it sent one."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 1 <= len(key) <= 255 or not key.isprintable():
        raise Malformed("invalid_idempotency_key", "Idempotency-Key takes 1 to 255 printable characters.")
    principal = uow.principal
    owner = uow.cause.client_ip if principal.kind == "public" else principal.id
    where = f"{principal.kind}\0{owner}\0{principal.workspace_id}\0{request.method}\0{route}"
    asked = f"{request.url.path}?{request.url.query}\0".encode() + await request.body()
    return KeyedRequest(hashlib.sha256(where.encode()).digest(), key, hashlib.sha256(asked).digest())


async def begin(uow: UnitOfWork, keyed: KeyedRequest) -> Response | None:
    """Claim the key; the stored answer if the work was done before, None if it is ours to do."""
    table = uow.tables.idempotency
    claim = sa.insert(table).values(
        scope=keyed.scope,
        key=keyed.key,
        fingerprint=keyed.fingerprint,
        status=0,
        headers={},
        body="",
        expires_at=uow.now + keyed.lifetime,
    )
    try:
        # Not `insert_ignore`: MySQL counts a row that was there already as affected, so it cannot tell the two.
        await uow.execute(claim)
        return None
    except IntegrityError:
        pass
    except DBAPIError as error:
        if is_lock_trouble(error):
            raise Conflict("idempotency_in_flight", "A request with this key is still running.") from error
        raise
    row = (await uow.execute(sa.select(table).where(*_is(table, keyed)))).one()
    if row.fingerprint != keyed.fingerprint:
        raise Unprocessable("idempotency_key_reused", "This key was used for another request.")
    return Response(row.body.encode(), status_code=row.status, headers={**row.headers, "Idempotency-Replayed": "true"})


async def keep(uow: UnitOfWork, keyed: KeyedRequest, response: Response) -> None:
    """Store the answer beside the business rows."""
    table = uow.tables.idempotency
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    await uow.flush()
    await uow.execute(
        sa.update(table)
        .where(*_is(table, keyed))
        .values(status=response.status_code, headers=headers, body=bytes(response.body).decode())
    )


def _is(table: sa.Table, keyed: KeyedRequest) -> tuple[Any, ...]:
    return table.c.scope == keyed.scope, table.c.key == keyed.key
