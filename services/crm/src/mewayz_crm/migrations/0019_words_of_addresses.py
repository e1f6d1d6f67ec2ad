"""words of addresses

Revision ID: 0019
Revises: 0018

This must run beside yesterday's code (add before you use, remove after nobody uses) and must be safe to run
again after it was cut off half-way: MySQL commits each DDL statement.
"""

import sqlalchemy as sa
from alembic import op
from mewayz_kit import types as kit
from mewayz_kit.words import fill

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

SEARCHED = {"subscriptions": ("address",), "suppressions": ("value",)}


def upgrade() -> None:
    for name in SEARCHED:
        op.create_table(
            f"{name}_words",
            sa.Column("workspace_id", kit.Uuid16(), nullable=False),
            sa.Column("word", sa.String(length=40), nullable=False),
            sa.Column("record_id", kit.Uuid16(), nullable=False),
            sa.ForeignKeyConstraint(
                ["record_id"], [f"{name}.id"], name=op.f(f"fk_{name}_words_record_id"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("workspace_id", "word", "record_id", name=op.f(f"pk_{name}_words")),
            mysql_charset="utf8mb4",
            mysql_collate="utf8mb4_bin",
            mysql_engine="InnoDB",
            sqlite_with_rowid=False,
            if_not_exists=True,
        )
        with op.batch_alter_table(f"{name}_words") as batch_op:
            batch_op.create_index(f"ix_{name}_words_record_id", ["record_id", "word"], unique=False)
    for name, fields in SEARCHED.items():
        fill(op.get_bind(), name, fields)


def downgrade() -> None:
    for name in SEARCHED:
        op.drop_table(f"{name}_words")
