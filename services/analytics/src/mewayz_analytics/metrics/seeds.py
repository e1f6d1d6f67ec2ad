"""The catalogue a new installation starts with; staff edit it afterwards."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa

from mewayz_kit.portable import insert_ignore
from mewayz_kit.types import Json, UtcDateTime, Uuid16

NAMESPACE = UUID("0192f0c1-7d1e-7000-8000-616e616c7974")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
CRM = {"goal": "crm", "feature": "contacts"}
PIPELINES = {"goal": "crm", "feature": "pipelines"}


def _count(key: str, label: str, *types: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": label, "aggregation": "count", "event_types": list(types), **more}


METRICS: tuple[dict[str, Any], ...] = (
    _count(
        "events", "Events", "*", dimension_path="type",
        description="Everything that happened in the workspace, by event type.",
    ),
    _count("contacts_created", "New contacts", "crm.contact.created.v1", dimension_path="source", **CRM),
    _count("contacts_deleted", "Deleted contacts", "crm.contact.deleted.v1", **CRM),
    _count("companies_created", "New companies", "crm.company.created.v1", dimension_path="industry", **CRM),
    _count("leads_created", "New leads", "crm.lead.created.v1", dimension_path="source", **CRM),
    _count("leads_converted", "Converted leads", "crm.lead.converted.v1", **CRM),
    {
        "key": "lead_conversion", "label": "Lead conversion", "aggregation": "ratio", "unit": "basis_points",
        "numerator": "leads_converted", "denominator": "leads_created",
        "description": "Leads converted in the period for the leads created in it.", **CRM,
    },
    _count(
        "activities_completed", "Completed activities", "crm.activity.completed.v1",
        dimension_path="activity_type", **CRM,
    ),
    _count("deals_created", "New deals", "crm.deal.created.v1", **PIPELINES),
    _count("deals_won", "Won deals", "crm.deal.won.v1", **PIPELINES),
    {
        "key": "deals_won_value", "label": "Value of won deals", "aggregation": "sum", "unit": "minor_units",
        "event_types": ["crm.deal.won.v1"], "value_path": "value", "currency_path": "currency", **PIPELINES,
    },
    _count("deals_lost", "Lost deals", "crm.deal.lost.v1", **PIPELINES),
    _count("deals_closed", "Closed deals", "crm.deal.won.v1", "crm.deal.lost.v1", dimension_path="type", **PIPELINES),
    {
        "key": "win_rate", "label": "Win rate", "aggregation": "ratio", "unit": "basis_points",
        "numerator": "deals_won", "denominator": "deals_closed",
        "description": "Deals won for the deals closed in the period.", **PIPELINES,
    },
    _count("members_joined", "Members joined", "workspace.member.created.v1", dimension_path="role"),
    _count("members_removed", "Members removed", "workspace.member.removed.v1"),
    _count("invitations_sent", "Invitations sent", "workspace.invitation.sent.v1"),
    _count("media_uploaded", "Uploaded files", "workspace.media.ready.v1", dimension_path="kind"),
    _count("logins", "Logins", "identity.login.succeeded.v1", dimension_path="method"),
    {
        "key": "people_signed_in", "label": "People who signed in", "aggregation": "unique", "unit": "persons",
        "event_types": ["identity.login.succeeded.v1"], "value_path": "user_id",
    },
    _count("platform_events", "Events outside workspaces", "*", scope="platform", dimension_path="type"),
    _count("users_created", "New users", "identity.user.created.v1", scope="platform"),
    _count("users_deleted", "Deleted users", "identity.user.deleted.v1", scope="platform"),
    _count("platform_logins", "Logins", "identity.login.succeeded.v1", scope="platform"),
    _count("workspaces_created", "New workspaces", "workspace.workspace.created.v1", scope="platform"),
    _count("workspaces_deleted", "Deleted workspaces", "workspace.workspace.deleted.v1", scope="platform"),
    _count("workspaces_restored", "Restored workspaces", "workspace.workspace.restored.v1", scope="platform"),
    _count("workspaces_purged", "Purged workspaces", "workspace.workspace.purged.v1", scope="platform"),
)  # fmt: skip


def install(connection: sa.Connection) -> None:
    """Add the lock row and every metric that is missing. The tables are as they were when this data was new."""
    catalogue, metrics, revisions, types = _tables()
    dialect = connection.dialect.name
    connection.execute(insert_ignore(dialect, catalogue).values(id=1))
    for position, seed in enumerate(METRICS, start=1):
        connection.execute(insert_ignore(dialect, metrics).values(_metric(seed, position)))
        connection.execute(insert_ignore(dialect, revisions).values(_revision(seed)))
        for type_ in seed.get("event_types", []):
            connection.execute(insert_ignore(dialect, types).values(type=type_, metric=seed["key"], revision=1))


def _metric(seed: dict[str, Any], position: int) -> dict[str, Any]:
    return {
        "id": uuid5(NAMESPACE, seed["key"]),
        "version": 1,
        "created_at": SINCE,
        "updated_at": SINCE,
        "key": seed["key"],
        "label": seed["label"],
        "description": seed.get("description", ""),
        "unit": seed.get("unit", "events"),
        "goal": seed.get("goal"),
        "feature": seed.get("feature"),
        "scope": seed.get("scope", "workspace"),
        "active": True,
        "position": position,
        "revision": 1,
        "building": None,
    }


def _revision(seed: dict[str, Any]) -> dict[str, Any]:
    optional = ("value_path", "currency_path", "dimension_path", "numerator", "denominator")
    return {
        "metric": seed["key"],
        "number": 1,
        "state": "current",
        "scope": seed.get("scope", "workspace"),
        "aggregation": seed["aggregation"],
        "event_types": seed.get("event_types", []),
        "filter": {},
        "built_from": 0,
        "built_to": 0,
        "created_at": SINCE,
        **{name: seed.get(name) for name in optional},
    }


def _tables() -> tuple[sa.Table, sa.Table, sa.Table, sa.Table]:
    metadata = sa.MetaData()
    moments = {"created_at": UtcDateTime(), "updated_at": UtcDateTime()}
    return (
        sa.Table("catalogue", metadata, sa.Column("id", sa.BigInteger, primary_key=True)),
        sa.Table(
            "metrics",
            metadata,
            sa.Column("id", Uuid16(), primary_key=True),
            *(sa.Column(name, type_) for name, type_ in moments.items()),
            *(sa.Column(name, sa.String) for name in ("key", "label", "description", "unit", "goal", "feature")),
            *(sa.Column(name, sa.BigInteger) for name in ("version", "position", "revision", "building")),
            sa.Column("scope", sa.String),
            sa.Column("active", sa.Boolean),
        ),
        sa.Table(
            "metric_revisions",
            metadata,
            sa.Column("metric", sa.String, primary_key=True),
            sa.Column("number", sa.BigInteger, primary_key=True),
            *(sa.Column(name, sa.String) for name in ("state", "scope", "aggregation", "numerator", "denominator")),
            *(sa.Column(name, sa.String) for name in ("value_path", "currency_path", "dimension_path")),
            *(sa.Column(name, Json()) for name in ("event_types", "filter")),
            *(sa.Column(name, sa.BigInteger) for name in ("built_from", "built_to")),
            sa.Column("created_at", UtcDateTime()),
        ),
        sa.Table(
            "metric_event_types",
            metadata,
            sa.Column("type", sa.String, primary_key=True),
            sa.Column("metric", sa.String, primary_key=True),
            sa.Column("revision", sa.BigInteger, primary_key=True),
        ),
    )
