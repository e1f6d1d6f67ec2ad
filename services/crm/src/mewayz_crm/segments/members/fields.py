"""Segments in filters: contacts can be asked for the segments they belong to, by id."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col

from mewayz_crm.contacts.models import Contact
from mewayz_crm.filters.kinds import Condition
from mewayz_crm.filters.many import Labels, having
from mewayz_crm.filters.registry import Fields
from mewayz_crm.filters.rules import read_id
from mewayz_crm.segments.members.models import SegmentMember
from mewayz_crm.segments.models import Segment


def belonging(segment_ids: Sequence[UUID] | None) -> Condition:
    """A contact is a member of one of these segments; None: of any."""
    conditions: list[Any] = [
        col(SegmentMember.live).is_(True),
        col(SegmentMember.segment_id) == Segment.id,
        col(Segment.deleted_at).is_(None),
    ]
    if segment_ids is not None:
        conditions.append(col(SegmentMember.segment_id).in_(segment_ids))
    return having(Contact.id, SegmentMember.contact_id, *conditions)


FIELDS = (Fields("contact", {"segments": Labels(read_id, belonging)}),)
