"""Table of pacing."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base


class MailBucket(Base, table=True):
    """Up to when the mails of a sender, a domain or a provider are taken (`rules.take`).

    A provider's bucket is one for all workspaces, so the table belongs to none; the ids in the other keys name their
    workspace's own. A mark in the past says no more than no row, so such rows go.
    """

    __tablename__ = "mail_buckets"
    __table_args__ = (sa.Index("ix_mail_buckets_mark", "mark"),)

    key: str = Field(primary_key=True, max_length=60)
    mark: datetime
