"""Tables of members."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.tenancy import WorkspaceScoped


class SegmentMember(WorkspaceScoped, Base, table=True):
    """A contact belongs to a segment since `since`.

    `live` is false while the contact is deleted: a static segment has it again when the contact is restored.
    `counted_in` names the count that a merge lowers when it takes a double away.
    """

    __tablename__ = "segment_members"
    counted_in: ClassVar[tuple[str, str, str]] = ("segments", "segment_id", "count")

    # No foreign key: its check would lock the segment for each member, and two that count it afterwards would deadlock.
    segment_id: UUID = Field(primary_key=True)
    contact_id: UUID = Field(primary_key=True, foreign_key="contacts.id", ondelete="CASCADE", index=True)
    since: datetime
    live: bool = True
