"""pacing

Revision ID: 0015
Revises: 0014

This must run beside yesterday's code (add before you use, remove after nobody uses) and must be safe to run
again after it was cut off half-way: MySQL commits each DDL statement.
"""

import sqlalchemy as sa
from alembic import op
from mewayz_kit import types as kit

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_buckets",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("mark", kit.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mail_buckets")),
        info={"model": "MailBucket"},
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        if_not_exists=True,
    )
    with op.batch_alter_table("mail_buckets", schema=None) as batch_op:
        batch_op.create_index("ix_mail_buckets_mark", ["mark"], unique=False)

    with op.batch_alter_table("mail_domains", schema=None) as batch_op:
        batch_op.add_column(sa.Column("throttle_per_hour", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("mail_events", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mail_events_step_id", ["workspace_id", "step_id", "kind", "is_bot", "message_print"], unique=False
        )

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("slot_at", kit.UtcDateTime(), nullable=True))

    with op.batch_alter_table("senders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("throttle_per_hour", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("senders", schema=None) as batch_op:
        batch_op.drop_column("throttle_per_hour")

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_column("slot_at")

    with op.batch_alter_table("mail_events", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_events_step_id")

    with op.batch_alter_table("mail_domains", schema=None) as batch_op:
        batch_op.drop_column("throttle_per_hour")

    with op.batch_alter_table("mail_buckets", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_buckets_mark")

    op.drop_table("mail_buckets")
