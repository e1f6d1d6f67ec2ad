"""Stored suppressions."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm import fingerprints
from mewayz_crm.suppressions.models import Suppression
from mewayz_crm.suppressions.rules import erased_key
from mewayz_crm.suppressions.schemas import SuppressionRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork

suppressions = Records(Suppression, SuppressionRead, entity="suppression")


def keys_of(uow: UnitOfWork, address_norm: str) -> tuple[str, str, str]:
    """Under which keys an address may be suppressed: itself, its domain, what is left of an erased one."""
    return address_norm, address_norm.rpartition("@")[2], erased_key(fingerprints.of_address(uow, address_norm))


async def with_keys(uow: UnitOfWork, keys: Sequence[str], *, lock: bool = False) -> Sequence[Suppression]:
    """The suppressions with one of these keys; a domain never looks like an address."""
    statement = sa.select(Suppression).where(col(Suppression.channel) == "email", col(Suppression.value_key).in_(keys))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return await uow.all(statement)
