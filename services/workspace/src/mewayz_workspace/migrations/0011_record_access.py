"""record access

Revision ID: 0011
Revises: 0010

This must run beside yesterday's code (add before you use, remove after nobody uses) and must be safe to run
again after it was cut off half-way: MySQL commits each DDL statement.
"""

import sqlalchemy as sa
from alembic import op
from mewayz_kit import types as kit

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "limited_roles",
        sa.Column("workspace_id", kit.Uuid16(), nullable=False),
        sa.Column("id", kit.Uuid16(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limited_roles")),
        info={"model": "LimitedRole", "scope": "workspace"},
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        if_not_exists=True,
    )
    with op.batch_alter_table("limited_roles", schema=None) as batch_op:
        batch_op.create_index("ix_limited_roles_workspace_id", ["workspace_id"], unique=False)

    op.create_table(
        "record_owners",
        sa.Column("workspace_id", kit.Uuid16(), nullable=False),
        sa.Column("record_id", sa.String(length=120), nullable=False),
        sa.Column("owner_id", kit.Uuid16(), nullable=True),
        sa.Column("assignee_id", kit.Uuid16(), nullable=True),
        sa.Column("subject_id", sa.String(length=120), nullable=True),
        sa.Column("source_version", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "record_id", name=op.f("pk_record_owners")),
        info={"model": "RecordOwner", "scope": "workspace"},
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
        mysql_engine="InnoDB",
        if_not_exists=True,
    )
    with op.batch_alter_table("record_owners", schema=None) as batch_op:
        batch_op.create_index("ix_record_owners_workspace_id", ["workspace_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("record_owners", schema=None) as batch_op:
        batch_op.drop_index("ix_record_owners_workspace_id")

    op.drop_table("record_owners")
    with op.batch_alter_table("limited_roles", schema=None) as batch_op:
        batch_op.drop_index("ix_limited_roles_workspace_id")

    op.drop_table("limited_roles")
