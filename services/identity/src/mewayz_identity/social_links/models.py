"""Table of social links."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_identity.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import UserScoped


class SocialLink(UserScoped, Entity, Base, table=True):
    """An account elsewhere. `issuer` and `subject` name it for ever; the address it had is only a note."""

    __tablename__ = "social_links"
    __table_args__ = (
        sa.UniqueConstraint(
            "issuer",
            "subject",
            name="uq_social_links_subject",
            info={"problem": ("social_account_linked", "This account signs in somebody already.")},
        ),
    )

    provider: str = Field(max_length=40)
    issuer: str = Field(max_length=255)
    subject: str = Field(max_length=255)
    email_at_link: str | None = Field(default=None, max_length=320)
    last_used_at: datetime | None = None
