"""Tables of lists."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, sort_index
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Text


class MailingList(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """Something to subscribe to. `public`: shown on the preference page. `wording` is what people agree to, as it
    reads now; `wording_version` counts its changes, 0 while there is none."""

    __tablename__ = "lists"
    __table_args__ = (sort_index("lists", "name"),)

    name: str = Field(max_length=120)
    purpose: str | None = Field(default=None, max_length=500)
    public: bool = False
    opt_in: str = Field(max_length=6)
    wording: str | None = Field(default=None, sa_type=Text)
    wording_version: int = 0


class ListWording(WorkspaceScoped, Base, table=True):
    """One version of the words people agreed to; never changed, because consents refer to it."""

    __tablename__ = "list_wordings"
    __table_args__ = (sa.PrimaryKeyConstraint("list_id", "number"),)

    list_id: UUID = Field(primary_key=True, foreign_key="lists.id", ondelete="CASCADE")
    number: int = Field(primary_key=True, sa_type=sa.BigInteger)
    text: str = Field(sa_type=Text)
    since: datetime
