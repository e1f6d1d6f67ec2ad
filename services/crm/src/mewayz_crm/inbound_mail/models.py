"""Table of inbound mail."""

from sqlmodel import Field

from mewayz_crm.base import Base


class MailboxMark(Base, table=True):
    """How far the operator's mailbox was read, by its key (`Mailbox.key`). It belongs to no workspace: which one a mail
    is about, the mail says."""

    __tablename__ = "mailbox_marks"

    key: str = Field(primary_key=True, max_length=64)
    validity: int
    uid: int
