"""What people are told of API keys."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.api_keys.models import ApiKey
from mewayz_kit.notices import Recipients, notify
from mewayz_kit.uow import UnitOfWork

PLACE = "/settings/api-keys"
NAMED = 10
"""Keys named in one notice; of more, it is said how many there are."""


def tell_of_end(uow: UnitOfWork, row: ApiKey, days: int) -> None:
    """The person of a key, or those who can make another, hear that it ends soon."""
    recipients = (
        Recipients.people([row.user_id])
        if row.user_id is not None
        else Recipients.permission_holders("identity.api_keys:write")
    )
    notify(
        uow,
        recipients=recipients,
        category="security",
        template="identity.api_key_expiring",
        params={
            "title": f"The API key {row.name} ends soon",
            "body": f"It stops working at {row.expires_at:%Y-%m-%d %H:%M} UTC. Make a new one before.",
        },
        url=PLACE,
        dedupe_key=f"api-key-expiring:{row.id}:{days}",
        workspace_id=row.workspace_id,
    )


async def tell_of_orphans(uow: UnitOfWork, user_id: UUID) -> None:
    """Keys of the present workspace work on when who made them has left it (identity.md, invariant 15): the owners
    hear of them, since that person may know them still."""
    made = (col(ApiKey.created_by) == user_id, col(ApiKey.kind) == "workspace", col(ApiKey.state) == "active")
    names = list(await uow.all(sa.select(col(ApiKey.name)).where(*made).order_by(col(ApiKey.id))))
    if not names:
        return
    listed = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if names[NAMED:] else "")
    notify(
        uow,
        recipients=Recipients(role="owner"),
        category="security",
        template="identity.api_keys_orphaned",
        params={
            "title": "API keys outlive a member who has left",
            "body": f"They work on: {listed}. Rotate or revoke what that person should not know.",
        },
        url=PLACE,
        dedupe_key=f"api-keys-orphaned:{uow.cause.causation_id}",
        workspace_id=uow.workspace_id,
    )
