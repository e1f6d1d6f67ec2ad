"""when people have registered

Revision ID: 0010
Revises: 0009

This must run beside yesterday's code (add before you use, remove after nobody uses) and must be safe to run
again after it was cut off half-way: MySQL commits each DDL statement.
"""

import sqlalchemy as sa
from alembic import op
from mewayz_kit import types as kit

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("registered_at", kit.UtcDateTime(), nullable=True))
        batch_op.create_index("ix_users_registered_at", ["registered_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index("ix_users_registered_at")
        batch_op.drop_column("registered_at")
