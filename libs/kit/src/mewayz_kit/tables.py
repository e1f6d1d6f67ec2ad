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
    imports: sa.Table
    import_rows: sa.Table
    tombstones: sa.Table

    @classmethod
    def define(cls, metadata: sa.MetaData, options: dict[str, Any]) -> "KitTables":
        """Define the tables in the metadata of one service."""
        # In the order of the attributes.
        makers = (_outbox, _relay_lease, _inbox, _idempotency, _workspaces, _usage, _imports, _import_rows, _tombstones)
        return cls(*(make(metadata, options) for make in makers))


def _outbox(metadata: sa.MetaData, options: dict[str, Any]) -> sa.Table:
    """`priority` 0 leaves first (urgent events), 1 is everything else. The index is the order of the relay."""
    return sa.Table(
        "outbox",
        metadata,
        sa.Column("id", AutoId, primary_key=True, autoincrement=True),
        sa.Column("message_id", Uuid16(), nullable=False, unique=True),
        sa.Column("type", sa.String(120), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("envelope", Text(), nullable=False),
        sa.Column("published_at", UtcDateTime()),
        sa.Column("priority", sa.SmallInteger, nullable=False, server_default="1"),
        sa.Index("ix_outbox_waiting", "published_at", "priority", "id"),
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


def _imports(metadata: sa.MetaData, options: dict[str, Any]) -> sa.Table:
    """One uploaded file. `done` records have been worked in the present `run`, up to byte `position`."""
    counts = ("rows", "done", "position", "created", "updated", "skipped", "failed", "reverted", "kept")
    return sa.Table(
        "kit_imports",
        metadata,
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("workspace_id", Uuid16(), nullable=False),
        sa.Column("resource", sa.String(120), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False, index=True),
        sa.Column("actor", Json(), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("layout", Json(), nullable=False),
        sa.Column("sample", Json(), nullable=False),
        sa.Column("plan", Json()),
        sa.Column("checking", sa.Boolean, nullable=False, default=False),
        sa.Column("error", sa.String(500)),
        *(sa.Column(name, sa.BigInteger, nullable=False, default=0) for name in counts),
        sa.Index("ix_kit_imports_page", "workspace_id", "resource", "id"),
        **options,
    )


def _import_rows(metadata: sa.MetaData, options: dict[str, Any]) -> sa.Table:
    """What became of one record of a file in one run (a dry run is one of its own).

    `before` are the values to go back to, in a dry run the values a later record with the same key builds on.
    `version_before` and `version` are those of the stored record, so that an edit since is seen.
    """
    return sa.Table(
        "kit_import_rows",
        metadata,
        sa.Column("import_id", Uuid16(), primary_key=True),
        sa.Column("run", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("row", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("record_id", Uuid16()),
        sa.Column("code", sa.String(60)),
        sa.Column("detail", sa.String(500)),
        sa.Column("key_hash", sa.BINARY(32)),
        sa.Column("before", Json()),
        sa.Column("version_before", sa.BigInteger),
        sa.Column("version", sa.BigInteger),
        sa.Column("reverted", sa.String(8)),
        sa.Index("ix_kit_import_rows_outcome", "import_id", "run", "outcome", "row"),
        sa.Index("ix_kit_import_rows_key", "import_id", "run", "key_hash"),
        sa.Index("ix_kit_import_rows_record", "import_id", "run", "record_id"),
        **options,
    )


def _tombstones(metadata: sa.MetaData, options: dict[str, Any]) -> sa.Table:
    """A workspace or person that was erased here: `kind` is workspace or user, `answer` the counts it gave."""
    return sa.Table(
        "kit_tombstones",
        metadata,
        sa.Column("kind", sa.String(10), primary_key=True),
        sa.Column("id", Uuid16(), primary_key=True),
        sa.Column("erased_at", UtcDateTime(), nullable=False),
        sa.Column("answer", Json(), nullable=False),
        **options,
    )
