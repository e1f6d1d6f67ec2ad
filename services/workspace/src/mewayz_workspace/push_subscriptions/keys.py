"""The platform's own VAPID key pair (RFC 8292): made once, kept sealed, the same in every process."""

import base64
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import sqlalchemy as sa
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey
from sqlmodel import col

from mewayz_kit.ids import new_id
from mewayz_kit.portable import insert_ignore, table_of
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.push_subscriptions.models import PlatformKey

if TYPE_CHECKING:
    from mewayz_kit.service import Runtime

NAME, SEAL = "vapid", "vapid-key"
TOKEN_FOR = timedelta(hours=12)
"""How long one proof is good; RFC 8292 allows at most 24 hours."""


async def ensure(runtime: "Runtime") -> None:
    """Make the pair at the first start; of several processes that start at once, one wins."""
    keys = table_of(PlatformKey)
    async with runtime.db.read.connect() as connection:
        if (await connection.execute(sa.select(keys.c.name).where(keys.c.name == NAME))).first() is not None:
            return
    pair = ec.generate_private_key(ec.SECP256R1())
    private = pair.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    point = pair.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    row = {
        "name": NAME,
        "id": new_id(),
        "public": base64.urlsafe_b64encode(point).decode().rstrip("="),
        "sealed_private": runtime.crypto.seal(SEAL, private),
        "created_at": runtime.clock.now(),
    }
    async with runtime.db.write.begin() as connection:
        await connection.execute(insert_ignore(runtime.db.dialect, PlatformKey).values(**row))


async def current(uow: UnitOfWork) -> PlatformKey:
    """The pair of this installation."""
    row: PlatformKey = (await uow.execute(sa.select(PlatformKey).where(col(PlatformKey.name) == NAME))).scalar_one()
    return row


def proof(runtime: "Runtime", key: PlatformKey, endpoint: str, contact: str) -> str:
    """The `Authorization` by which a push service knows who sends; `contact` is whom it may write to."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((runtime.clock.now() + TOKEN_FOR).timestamp()),
        "sub": f"mailto:{contact}",
    }
    private = ECKey.import_key(runtime.crypto.open(SEAL, key.sealed_private).decode())
    return f"vapid t={jwt.encode({'alg': 'ES256', 'typ': 'JWT'}, claims, private)}, k={key.public}"
