"""mail templates of login codes

Revision ID: 0003
Revises: 0002

Templates that are there already stay as they are, so running this again changes nothing.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from mewayz_kit import types as kit
from mewayz_kit.ids import new_id
from mewayz_workspace.mail.seeds import templates

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEW = ("login_code", "portal_login")
MAILS = sa.table(
    "mail_templates",
    sa.column("id", kit.Uuid16()),
    sa.column("version", sa.BigInteger()),
    sa.column("created_at", kit.UtcDateTime()),
    sa.column("updated_at", kit.UtcDateTime()),
    sa.column("key", sa.String()),
    sa.column("locale", sa.String()),
    sa.column("variables", kit.Json()),
    sa.column("subject", sa.String()),
    sa.column("text", kit.Text()),
    sa.column("html", kit.Text()),
)


def upgrade() -> None:
    now = datetime(2026, 11, 25, tzinfo=UTC)
    known = {tuple(row) for row in op.get_bind().execute(sa.select(MAILS.c.key, MAILS.c.locale))}
    rows = [row for row in templates() if row["key"] in NEW and (row["key"], row["locale"]) not in known]
    op.bulk_insert(MAILS, [{"id": new_id(), "version": 1, "created_at": now, "updated_at": now} | row for row in rows])


def downgrade() -> None:
    op.execute(sa.delete(MAILS).where(MAILS.c.key.in_(NEW)))
