"""Use-cases of suppressions. Ending the subscriptions of a suppressed address is `lists.subscriptions.refusals`."""

from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy.exc import IntegrityError

from mewayz_crm import fingerprints
from mewayz_crm.formats import read_address
from mewayz_crm.suppressions import repository
from mewayz_crm.suppressions.models import Suppression
from mewayz_crm.suppressions.repository import keys_of, with_keys
from mewayz_crm.suppressions.rules import LIFTABLE, REASONS, erased_key, stronger
from mewayz_crm.suppressions.schemas import CheckedAddress, CheckedAddresses
from mewayz_kit.errors import Conflict
from mewayz_kit.uow import UnitOfWork

__all__ = ["check", "delete", "keys_of", "lift_own", "put", "put_erased", "reason_of", "refuse_erased", "suppressions"]
suppressions = repository.suppressions


async def reason_of(uow: UnitOfWork, address_norm: str, *, lock: bool = False) -> str | None:
    """The strongest reason why an address or its domain gets nothing, or None.

    `lock` also waits for a suppression that is just being made: who writes a subscription first and asks then cannot
    pass by somebody who suppresses first and ends subscriptions then.
    """
    found = await with_keys(uow, keys_of(uow, address_norm), lock=lock)
    return max((row.reason for row in found), key=REASONS.index, default=None)


async def put(uow: UnitOfWork, *, kind: str, value: str, key: str, reason: str) -> Suppression:
    """Suppress something, or give it the stronger of both reasons; of two at once, both meet in one row."""
    known = await _locked(uow, kind, key)
    if known is None:
        try:
            async with uow.savepoint():
                return await suppressions.create(uow, Suppression(kind=kind, value=value, value_key=key, reason=reason))
        except IntegrityError:
            known = await _locked(uow, kind, key)
            if known is None:
                raise
    if stronger(reason, known.reason):
        async with suppressions.changing(uow, known):
            known.reason = reason
    return known


async def put_erased(uow: UnitOfWork, address_norm: str) -> None:
    """Keep of an erased person only what recognises the address again; nothing names them any more."""
    for row in await with_keys(uow, [address_norm], lock=True):
        await suppressions.delete(uow, row)
    key = erased_key(fingerprints.of_address(uow, address_norm))
    if not await with_keys(uow, [key], lock=True):
        row = Suppression(kind="address", value=None, value_key=key, reason="erased")
        with suppress(IntegrityError):  # somebody else erases the same person
            async with uow.savepoint():
                await suppressions.create(uow, row)


async def refuse_erased(uow: UnitOfWork, addresses: Sequence[str]) -> None:
    """409 `erased` when one of these (in the comparable form) belonged to a person who was erased."""
    keys = [erased_key(fingerprints.of_address(uow, address)) for address in addresses]
    if keys and await with_keys(uow, keys):
        raise Conflict("erased", "The person with this address was erased, and no import brings them back.")


async def lift_own(uow: UnitOfWork, address_norm: str) -> None:
    """The person comes back: what they themselves had asked for no longer holds."""
    for row in await with_keys(uow, [address_norm], lock=True):
        if row.reason == "unsubscribed_all":
            await suppressions.delete(uow, row)


async def delete(uow: UnitOfWork, row: Suppression) -> None:
    """A member takes a suppression back; 409 `suppression_fixed` for what only the person could."""
    if row.reason not in LIFTABLE:
        raise Conflict("suppression_fixed", f"A suppression for the reason {row.reason} stays.", reason=row.reason)
    await suppressions.delete(uow, row)


async def check(uow: UnitOfWork, addresses: Sequence[str]) -> CheckedAddresses:
    """Which of many addresses get nothing, with one question to the database."""
    keys = {address: keys_of(uow, read_address(address).norm) for address in addresses}
    found = await with_keys(uow, sorted({key for own in keys.values() for key in own}))
    reasons = {row.value_key: row.reason for row in found}
    items = []
    for address in addresses:
        own = [reasons[key] for key in keys[address] if key in reasons]
        reason = max(own, key=REASONS.index, default=None)
        items.append(CheckedAddress.model_validate({"address": address, "suppressed": bool(own), "reason": reason}))
    return CheckedAddresses(items=items)


async def _locked(uow: UnitOfWork, kind: str, key: str) -> Suppression | None:
    return next((row for row in await with_keys(uow, [key], lock=True) if row.kind == kind), None)
