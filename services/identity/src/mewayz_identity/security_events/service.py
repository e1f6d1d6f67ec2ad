"""Writing and reading the security log."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.base import update
from mewayz_identity.edge import Visitor
from mewayz_identity.policy import policy_of
from mewayz_identity.projections.members import service as members
from mewayz_identity.security_events.events import SecurityAlerted
from mewayz_identity.security_events.models import SecurityEvent
from mewayz_identity.security_events.schemas import SecurityEventRead, WorkspaceSecurityEventRead
from mewayz_kit.inbox import Work
from mewayz_kit.paging import ListQuery, ListRules
from mewayz_kit.records import Records
from mewayz_kit.retention import forget
from mewayz_kit.schema import Page
from mewayz_kit.uow import UnitOfWork

RECORDS = Records(SecurityEvent, SecurityEventRead, entity="security_event", tells=())
OF_WORKSPACE = Records(SecurityEvent, WorkspaceSecurityEventRead, entity="security_event", tells=())
_FIELDS = tuple(SecurityEventRead.model_fields)
OWN = ListRules(SecurityEvent, _FIELDS, filter=("action", "outcome", "created_at"))
ALL = ListRules(SecurityEvent, _FIELDS, filter=("user_id", "workspace_id", "action", "outcome", "ip", "created_at"))

WORKSPACE = ListRules(
    SecurityEvent,
    tuple(WorkspaceSecurityEventRead.model_fields),
    filter=("user_id", "action", "outcome", "created_at"),
)
MFA = "mfa.%"


def record(
    uow: UnitOfWork,
    action: str,
    *,
    user_id: UUID | None,
    outcome: str = "succeeded",
    visitor: Visitor | None = None,
    workspace_id: UUID | None = None,
    **details: Any,
) -> None:
    """Write one fact in this transaction. `details` never hold a secret."""
    principal = uow.principal
    actor = str(principal.actor_id) if principal.actor_id else principal.id
    uow.session.add(
        SecurityEvent(
            created_at=uow.now,
            user_id=user_id,
            workspace_id=workspace_id,
            actor_id=str(user_id) if principal.kind == "public" and user_id and outcome == "succeeded" else actor,
            on_behalf_of=principal.user_id if principal.actor_id else None,
            action=action,
            outcome=outcome,
            ip=visitor.ip if visitor else uow.cause.client_ip,
            user_agent=visitor.user_agent if visitor else "",
            details=details,
        )
    )


def alert(uow: UnitOfWork, kind: str, *, user_id: UUID, **details: Any) -> None:
    """Tell workspace, which tells the person in the product; the mail is the caller's."""
    uow.publish(SecurityAlerted(user_id=user_id, kind=kind, at=uow.now, ip=uow.cause.client_ip, details=details))


async def page_of_user(uow: UnitOfWork, query: ListQuery, *, user_id: UUID) -> Page[SecurityEventRead]:
    """What happened to one account."""
    return await RECORDS.page(uow, query, where=(SecurityEvent.user_id == user_id,))


async def page_of_workspace(uow: UnitOfWork, query: ListQuery) -> Page[WorkspaceSecurityEventRead]:
    """What happened to the keys of a workspace, and to the second factors of its members."""
    people = await members.active_in(uow, uow.workspace_id)
    factors = col(SecurityEvent.action).like(MFA) & col(SecurityEvent.user_id).in_(people)
    return await OF_WORKSPACE.page(uow, query, where=((col(SecurityEvent.workspace_id) == uow.workspace_id) | factors,))


async def page_of_all(uow: UnitOfWork, query: ListQuery) -> Page[SecurityEventRead]:
    """What happened on the platform."""
    return await RECORDS.page(uow, query)


async def blank(uow: UnitOfWork, user_id: UUID) -> int:
    """Keep what happened to a person, without where from and with what."""
    blanked = await uow.execute(
        update(SecurityEvent).where(col(SecurityEvent.user_id) == user_id).values(ip=None, user_agent="", details={})
    )
    return int(blanked.rowcount)


async def rows_of(uow: UnitOfWork, user_id: UUID) -> list[dict[str, Any]]:
    """What happened to a person, oldest first."""
    rows = await uow.all(
        sa.select(SecurityEvent).where(col(SecurityEvent.user_id) == user_id).order_by(col(SecurityEvent.created_at))
    )
    return [row.model_dump() for row in rows]


async def forget_old(work: Work) -> None:
    """Delete facts older than the retention."""
    before = work.now - timedelta(days=(await policy_of(work.runtime)).security_log_days)
    await forget(work.runtime, SecurityEvent, col(SecurityEvent.created_at) < before)
