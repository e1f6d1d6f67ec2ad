"""The chassis tables, identical in every schema: messages, keys, tenants, counters, jobs of the kit.

They are SQLAlchemy Core tables: the hot paths that use them need no identity map.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from mewayz_kit.types import AutoId, Json, Text, UtcDateTime, Uuid16


@dataclass(frozen=True, slots=True)
class KitTables:
    """One attribute per table."""

    outbox: sa.Table
    relay_lease: sa.Table
    inbox: sa.Table
    idempotency: sa.Table
    workspaces: sa.Table
    usage: sa.Table

    @classmethod
    def define(cls, metadata: sa.MetaData, options: dict[str, Any]) -> "KitTables":
        """Define the tables in the metadata of one service."""
        return cls(
            outbox=_outbox(metadata, options),
            relay_lease=_relay_lease(metadata, options),
            inbox=_inbox(metadata, options),
            idempotency=_idempotency(metadata, options),
            workspaces=_workspaces(metadata, options),
            usage=_usage(metadata, options),
        )


def _outbox(metadata: sa.MetaData, options: dict[str, Any]) -> sa.Table:
    return sa.Table(
        "outbox",
        metadata,
        sa.Column("id", AutoId, primary_key=True, autoincrement=True),
        sa.Column("message_id", Uuid16(), nullable=False, unique=True),
        sa.Column("type", sa.String(120), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("envelope", Text(), nullable=False),
        sa.Column("published_at", UtcDateTime()),
        sa.Index("ix_outbox_pending", "published_at", "id"),
        **options,
    )


def _relay_lease(metadata: sa.MetaData, options: dict[str, Any]) -> sa.Table:
    return sa.Table(
        "relay_lease",
        metadata,
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("owner", Uuid16()),
        sa.Column("until", UtcDateTime(), nullable=False),
        **options,
    )


def _inbox(metadata: sa.MetaData, options: dict[str, Any]) -> sa.Table:
    """`due` is when a pending row may start, and when the lease of a leased row ends."""
    return sa.Table(
        "inbox",
        metadata,
        sa.Column("id", AutoId, primary_key=True, autoincrement=True),
        sa.Column("consumer", sa.String(120), nullable=False),
        sa.Column("message_id", Uuid16(), nullable=False),
        sa.Column("type", sa.String(120), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("envelope", Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due", UtcDateTime(), nullable=False),
        sa.Column("last_error", sa.String(1000)),
        sa.UniqueConstraint("consumer", "message_id", name="uq_inbox_consumer_message"),
        sa.Index("ix_inbox_state_due", "state", "due", "id"),
        sa.Index("ix_inbox_order", "consumer", "key", "state", "id"),
        **options,
    )


def _idempotency(metadata: sa.MetaData, options: dict[str, Any]) -> sa.Table:
    """`scope` is a hash of principal, workspace and route."""
    return sa.Table(
        "idempotency",
        metadata,
        sa.Column("scope", sa.BINARY(32), primary_key=True),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("fingerprint", sa.BINARY(32), nullable=False),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("headers", Json(), nullable=False),
        sa.Column("body", Text(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False, index=True),
        **options,
    )


def _workspaces(metadata: sa.MetaData, options: dict[str, Any]) -> sa.Table:
    """Read-model of tenants, fed by workspace events; `limits` -1 means unlimited."""
    return sa.Table(
        "kit_workspaces",
        metadata,
        sa.Column("workspace_id", Uuid16(), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("plan_version", sa.BigInteger, nullable=False),
        sa.Column("features", Json(), nullable=False),
        sa.Column("limits", Json(), nullable=False),
        sa.Column("statics", Json(), nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        **options,
    )


def _usage(metadata: sa.MetaData, options: dict[str, Any]) -> sa.Table:
    """One row per counted thing; `period` is empty for things that are owned, `2026-11` for monthly ones."""
    return sa.Table(
        "kit_usage",
        metadata,
        sa.Column("workspace_id", Uuid16(), primary_key=True),
        sa.Column("metric", sa.String(60), primary_key=True),
        sa.Column("period", sa.String(10), primary_key=True),
        sa.Column("used", sa.BigInteger, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        **options,
    )
