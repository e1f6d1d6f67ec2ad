"""Table of e-mail factors."""

from datetime import datetime

import sqlalchemy as sa

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped


class EmailFactor(UserScoped, Entity, Base, table=True):
    """The wish to be asked for a mailed code at each sign-in. Codes go to the address the account has then."""

    __tablename__ = "email_factors"
    __table_args__ = (
        sa.UniqueConstraint(
            "user_id",
            name="uq_email_factors_user",
            info={"problem": ("email_factor_active", "Codes by mail are your second factor already.")},
        ),
    )

    last_used_at: datetime | None = None
