"""Routes of suppressions."""

from typing import Annotated

from mewayz_crm.lists.subscriptions import refusals
from mewayz_crm.suppressions import service
from mewayz_crm.suppressions.schemas import CheckedAddresses, SuppressionCheck, SuppressionCreate
from mewayz_kit.auth import Uow, require
from mewayz_kit.resource import Resource
from mewayz_kit.tokens import Principal

suppressions = Resource(
    "crm/suppressions",
    service.suppressions,
    create=SuppressionCreate,
    permission="crm.suppressions",
    feature="contacts",
    filter=("kind", "value", "reason", "created_at"),
    sort=("created_at", "value"),
    verbs=("list", "get", "create", "delete", "export"),
    on_create=refusals.suppress,
    on_delete=service.delete,
)
router = suppressions.router


@router.post("/check")
async def check(
    data: SuppressionCheck, p: Annotated[Principal, require("crm.suppressions:read", feature="contacts")], uow: Uow
) -> CheckedAddresses:
    """Which of up to 1,000 addresses, or their domains, are suppressed. Changes nothing."""
    return await service.check(uow, data.addresses)
