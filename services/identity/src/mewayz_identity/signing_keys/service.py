"""Signing keys: making, rotating and using them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey
from sqlmodel import col

from mewayz_identity.policy import policy_of
from mewayz_identity.signing_keys import rules
from mewayz_identity.signing_keys.events import SigningKeyRotated
from mewayz_identity.signing_keys.models import SigningKey
from mewayz_kit.errors import InvalidTransition, Unavailable
from mewayz_kit.kept import Kept
from mewayz_kit.portable import insert_ignore
from mewayz_kit.service import Runtime
from mewayz_kit.tokens import ALGORITHM, TokenSigner, thumbprint_key
from mewayz_kit.uow import UnitOfWork

SEAL = "signing-key"
FRESH_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Keys:
    """The published keys at one moment."""

    active: OKPKey | None
    jwks: dict[str, Any]


class KeyRing:
    """The keys in memory. They are read again after a few seconds, since another replica may rotate them."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._kept = Kept(self._load, seconds=FRESH_SECONDS, clock=runtime.clock)

    def forget(self) -> None:
        """Read the table at the next use."""
        self._kept.forget()

    async def keys(self) -> Keys:
        """The present keys."""
        return await self._kept.get()

    async def sign(self, claims: Mapping[str, Any], *, typ: str) -> str:
        """A JWT of type `typ` signed by the active key."""
        key = await self._active()
        header = {"alg": ALGORITHM, "typ": typ, "kid": key.kid}
        return jwt.encode(header, dict(claims), key, algorithms=[ALGORITHM])

    async def service_token(self, service: str) -> str:
        """A one-minute internal token by which `service` acts in its own name."""
        signer = TokenSigner(await self._active(), "mewayz-identity")
        return signer.sign({"kind": "service", "sub": service, "scope": "*:*"})

    async def _active(self) -> OKPKey:
        active = (await self.keys()).active
        if active is None:
            raise Unavailable(detail="There is no active signing key yet.")
        return active

    async def _load(self) -> Keys:
        chosen = sa.select(col(SigningKey.state), col(SigningKey.private), col(SigningKey.public)).where(
            col(SigningKey.state).in_(rules.PUBLISHED)
        )
        async with self._runtime.db.read.connect() as connection:
            rows = (await connection.execute(chosen.order_by(col(SigningKey.published_at)))).all()
        active = next((row.private for row in rows if row.state == "active"), None)
        private = self._runtime.crypto.open(SEAL, active) if active is not None else None
        return Keys(
            active=thumbprint_key(OKPKey.import_key(orjson.loads(private))) if private else None,
            jwks={"keys": [row.public for row in rows]},
        )


class Authority:
    """Lets the chassis of this service use its own keys instead of asking itself for them."""

    async def service_token(self, runtime: Runtime, service: str) -> str:
        """A token by which `service` acts in its own name."""
        return await runtime.part(KeyRing).service_token(service)

    async def keys(self, runtime: Runtime) -> KeySet:
        """The public keys of service tokens."""
        return KeySet.import_key_set((await runtime.part(KeyRing).keys()).jwks)  # type: ignore[arg-type]


async def ensure_active_key(runtime: Runtime) -> None:
    """Make the very first key active at once; of replicas that start together, one succeeds."""
    now = runtime.clock.now()
    async with runtime.db.write.begin() as connection:
        active = sa.select(sa.func.count(col(SigningKey.id))).where(col(SigningKey.state) == "active")
        if not await connection.scalar(active):
            first = _new_key(runtime).model_dump() | {"state": "active", "active_slot": 1, "activated_at": now}
            first |= {"created_at": now, "updated_at": now}
            await connection.execute(insert_ignore(runtime.db.dialect, SigningKey).values(**first))
    runtime.part(KeyRing).forget()


async def list_keys(uow: UnitOfWork) -> Sequence[SigningKey]:
    """Every key, newest first."""
    return await uow.all(sa.select(SigningKey).order_by(col(SigningKey.published_at).desc()))


async def publish_next(uow: UnitOfWork) -> SigningKey:
    """Publish the successor of the active key; it signs after ten minutes. One that waits already is answered."""
    waiting = await _in_state(uow, "pending")
    if waiting:
        return waiting[0]
    row = uow.add(_new_key(uow.runtime))
    await uow.flush()
    for active in await _in_state(uow, "active"):
        # The same key goes on signing; gateways read the set, and know the new one long before it signs.
        uow.publish(SigningKeyRotated(kid=active.kid, removed=[]))
    _tell_afterwards(uow)
    return row


async def turn(uow: UnitOfWork) -> None:
    """The timer's work: replace a worn key, activate a known one, remove a harmless one."""
    now, days = uow.now, (await policy_of(uow.runtime)).signing_key_days
    harmless = [key for key in await _in_state(uow, "retired") if rules.may_remove(key.retired_at, now)]
    for key in harmless:
        key.state, key.removed_at, key.private = "removed", now, b""
    active, pending = await _in_state(uow, "active"), await _in_state(uow, "pending")
    if harmless and active:
        uow.publish(SigningKeyRotated(kid=active[0].kid, removed=[]))
    if pending and rules.may_activate(pending[0].published_at, now):
        await _activate(uow, pending[0], retiring=active)
    elif not pending and active and rules.is_worn(active[0].activated_at, now, days):
        await publish_next(uow)
    _tell_afterwards(uow)


async def revoke_emergency(uow: UnitOfWork, *, key_id: UUID, reason: str) -> SigningKey:
    """Take a key out at once: whatever it signed is refused as soon as verifiers read the key set again."""
    key = await uow.get(SigningKey, key_id, lock=True)
    if key.state == "removed":
        raise InvalidTransition("signing key", key.state, "revoke_emergency")
    was_active = key.state == "active"
    key.state, key.active_slot, key.removed_at, key.private, key.reason = "removed", None, uow.now, b"", reason
    await uow.flush()
    if was_active:
        pending = await _in_state(uow, "pending")
        await _activate(uow, pending[0] if pending else uow.add(_new_key(uow.runtime)), retiring=(), removed=[key.kid])
    else:
        [active] = await _in_state(uow, "active")
        uow.publish(SigningKeyRotated(kid=active.kid, removed=[key.kid]))
    _tell_afterwards(uow)
    return key


async def removed_since(uow: UnitOfWork, since: datetime) -> list[str]:
    """Kids that were taken out in an emergency after `since`."""
    chosen = sa.select(col(SigningKey.kid)).where(
        col(SigningKey.removed_at) >= since, col(SigningKey.reason).is_not(None)
    )
    return list(await uow.all(chosen))


async def _activate(
    uow: UnitOfWork, key: SigningKey, *, retiring: Sequence[SigningKey], removed: Sequence[str] = ()
) -> None:
    for old in retiring:
        old.state, old.active_slot, old.retired_at = "retired", None, uow.now
    await uow.flush()
    key.state, key.active_slot, key.activated_at = "active", 1, uow.now
    await uow.flush()
    uow.publish(SigningKeyRotated(kid=key.kid, removed=list(removed)))


async def _in_state(uow: UnitOfWork, state: str) -> Sequence[SigningKey]:
    return await uow.all(sa.select(SigningKey).where(col(SigningKey.state) == state).with_for_update())


def _new_key(runtime: Runtime) -> SigningKey:
    key = thumbprint_key(OKPKey.generate_key("Ed25519"))
    return SigningKey(
        kid=str(key.kid),
        state="pending",
        private=runtime.crypto.seal(SEAL, orjson.dumps(key.as_dict(private=True))),
        public=key.as_dict(private=False) | {"use": "sig", "alg": ALGORITHM},
        published_at=runtime.clock.now(),
    )


def _tell_afterwards(uow: UnitOfWork) -> None:
    uow.after_commit(uow.runtime.part(KeyRing).forget)
