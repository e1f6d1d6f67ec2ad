"""urgent events

Revision ID: 0003
Revises: 0002

Rows of the outbox get a priority and the index that reads by it. Yesterday's code writes rows without one: they are
ordinary.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("priority", sa.SmallInteger(), server_default="1", nullable=False))
        batch_op.create_index("ix_outbox_waiting", ["published_at", "priority", "id"], unique=False)
        batch_op.drop_index("ix_outbox_pending")


def downgrade() -> None:
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_pending", ["published_at", "id"], unique=False)
        batch_op.drop_index("ix_outbox_waiting")
        batch_op.drop_column("priority")
