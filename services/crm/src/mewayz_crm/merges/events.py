"""Events of merges: whoever has copied the merged id takes the survivor's from now on.

They come before the `deleted` event of the merged record. What was linked to it (deals, activities, notes …) is linked
to the survivor without an event of its own.
"""

from uuid import UUID

from mewayz_kit.events import Event


class ContactMerged(Event, type="crm.contact.merged.v1", subject="survivor_id"):
    """A contact went into another one."""

    survivor_id: UUID
    merged_id: UUID
    name: str


class CompanyMerged(Event, type="crm.company.merged.v1", subject="survivor_id"):
    """A company went into another one."""

    survivor_id: UUID
    merged_id: UUID
    name: str


class LeadMerged(Event, type="crm.lead.merged.v1", subject="survivor_id"):
    """A lead went into another one."""

    survivor_id: UUID
    merged_id: UUID
    name: str
