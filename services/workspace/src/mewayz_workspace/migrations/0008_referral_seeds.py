"""the referral programs of the platform as they are first seeded

Revision ID: 0008
Revises: 0007

Rows that are there already stay as they are, so running this again changes nothing.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from mewayz_kit import types as kit
from mewayz_kit.ids import new_id
from mewayz_workspace.referrals import seeds

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NOW = datetime(2026, 11, 25, tzinfo=UTC)
PROGRAMS = sa.table(
    "platform_referral_programs",
    sa.column("id", kit.Uuid16()),
    *(sa.column(name, sa.BigInteger()) for name in ("version", "hold_days", "window_days", "kept_bp")),
    *(sa.column(name, kit.UtcDateTime()) for name in ("created_at", "updated_at")),
    *(sa.column(name, sa.String()) for name in ("name", "kind")),
    sa.column("active", sa.Boolean()),
    sa.column("rules", kit.Json()),
)


def upgrade() -> None:
    known = {row.kind for row in op.get_bind().execute(sa.select(PROGRAMS.c.kind))}
    common: dict[str, Any] = {"version": 1, "created_at": NOW, "updated_at": NOW, "active": True, "kept_bp": 0}
    rows = [{**common, **program, "id": new_id()} for program in seeds.PROGRAMS if program["kind"] not in known]
    if rows:
        op.bulk_insert(PROGRAMS, rows)


def downgrade() -> None:
    op.execute(sa.delete(PROGRAMS))
