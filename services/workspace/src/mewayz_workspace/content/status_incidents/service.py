"""Use-cases of the status page."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit.staff import StaffRecords
from mewayz_workspace.content.models import IncidentUpdate, StatusIncident
from mewayz_workspace.content.status_incidents.rules import INCIDENT, STATES, overall
from mewayz_workspace.content.status_incidents.schemas import (
    IncidentCreate,
    IncidentPatch,
    IncidentRead,
    IncidentShown,
    Status,
    UpdateCreate,
    UpdateShown,
)
from mewayz_workspace.flags import service as flags
from mewayz_workspace.flags.rules import BUCKETS
from mewayz_workspace.markdown import safe_html

RECENT = timedelta(days=14)


async def _whole(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    told: dict[UUID, list[UpdateShown]] = {row["id"]: [] for row in rows}
    statement = sa.select(IncidentUpdate).where(col(IncidentUpdate.incident_id).in_(told))
    for update in await uow.all(statement.order_by(col(IncidentUpdate.id).desc())):
        told[update.incident_id].append(UpdateShown.model_validate(update))
    return {row["id"]: {"services": row["services"].split(), "updates": told[row["id"]]} for row in rows}


records = StaffRecords(StatusIncident, IncidentRead, entity="status_incident", extend=_whole, public=False)


async def create(uow: UnitOfWork, data: IncidentCreate) -> StatusIncident:
    """Tell of something that does not work."""
    row = StatusIncident(
        title=data.title,
        impact=data.impact,
        state=STATES[0],
        services=" ".join(data.services),
        started_at=data.started_at or uow.now,
    )
    if row.started_at > uow.now:
        raise Unprocessable.field("/started_at", "in_the_future", "It cannot have begun later than now.")
    uow.add(row)
    await uow.flush()
    _say(uow, row, data.body)
    return await records.create(uow, row)


async def update(uow: UnitOfWork, row: StatusIncident, patch: IncidentPatch) -> StatusIncident:
    """Correct title, impact or services."""
    fields = given(patch)
    if empty := [name for name, value in fields.items() if value is None]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    async with records.changing(uow, row):
        for name, value in fields.items():
            setattr(row, name, " ".join(value) if name == "services" else value)
    return row


async def tell(uow: UnitOfWork, *, incident_id: UUID, data: UpdateCreate) -> IncidentRead:
    """Say how it goes on; what was said before stays."""
    row = await records.get(uow, incident_id, lock=True)
    async with records.changing(uow, row):
        if row.state == "resolved" and data.state != "resolved":
            INCIDENT.demand(row, "reopen")
        INCIDENT.demand(row, data.state)
        row.resolved_at = uow.now if row.state == "resolved" else None
        _say(uow, row, data.body)
    return await records.read_one(uow, row.id)


async def status(uow: UnitOfWork) -> Status:
    """The page that everybody sees."""
    shown = sa.or_(col(StatusIncident.state) != "resolved", col(StatusIncident.resolved_at) > uow.now - RECENT)
    statement = sa.select(StatusIncident).where(shown).order_by(col(StatusIncident.started_at).desc()).limit(100)
    told = await records.show_rows(uow, await uow.all(statement))
    incidents = [IncidentShown.model_validate(row.model_dump()) for row in told]
    flag = await flags.maintenance(uow)
    closed = flag.on and flag.rollout_bp == BUCKETS
    living = [incident for incident in incidents if incident.state != "resolved"]
    return Status(
        status=overall([incident.impact for incident in living], maintenance=closed),
        as_of=uow.now,
        maintenance=closed,
        open=living,
        recent=[incident for incident in incidents if incident.state == "resolved"],
    )


def _say(uow: UnitOfWork, row: StatusIncident, body: str) -> None:
    uow.add(IncidentUpdate(incident_id=row.id, state=row.state, body=body, html=safe_html(body), at=uow.now))
