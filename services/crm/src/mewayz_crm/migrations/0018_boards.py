"""boards

Revision ID: 0018
Revises: 0017

This must run beside yesterday's code (add before you use, remove after nobody uses) and must be safe to run
again after it was cut off half-way: MySQL commits each DDL statement.
"""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BOARDS = {
    "activities": ["status"],
    "companies": ["industry"],
    "contacts": ["lifecycle_stage"],
    "deals": ["pipeline_id", "stage_id", "currency", "amount"],
    "leads": ["status"],
}


def upgrade() -> None:
    for name, columns in BOARDS.items():
        with op.batch_alter_table(name) as batch_op:
            batch_op.create_index(f"ix_{name}_board", ["workspace_id", "deleted_at", *columns], unique=False)


def downgrade() -> None:
    for name in BOARDS:
        with op.batch_alter_table(name) as batch_op:
            batch_op.drop_index(f"ix_{name}_board")
