"""catalogue

Revision ID: 0002
Revises: 0001

The metrics a new installation starts with. Running it again adds only what is missing.
"""

from alembic import op
from mewayz_analytics.metrics.seeds import install

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    install(op.get_bind())


def downgrade() -> None:
    """The tables go with the revision before."""
