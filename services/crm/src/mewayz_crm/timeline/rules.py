"""Which events make a line on which records, and what the line keeps. Pure."""

from collections.abc import Mapping
from typing import Any

KEPT: dict[str, tuple[str, ...]] = {
    "crm.contact.created.v1": ("name", "source"),
    "crm.contact.assigned.v1": ("owner_id", "previous_owner_id"),
    "crm.contact.lifecycle_changed.v1": ("previous_stage", "lifecycle_stage"),
    "crm.score.threshold_reached.v1": ("score", "threshold"),
    "crm.company.created.v1": ("name",),
    "crm.lead.created.v1": ("name", "source"),
    "crm.lead.converted.v1": ("lead_id", "contact_id", "company_id", "deal_id"),
    "crm.deal.created.v1": ("id", "name", "amount"),
    "crm.deal.stage_changed.v1": ("deal_id", "name", "from_stage_id", "to_stage_id"),
    "crm.deal.won.v1": ("deal_id", "name", "amount"),
    "crm.deal.lost.v1": ("deal_id", "name", "amount", "lost_reason"),
    "crm.deal.reopened.v1": ("deal_id", "name", "amount"),
    "crm.activity.created.v1": ("id", "type", "subject", "due_at"),
    "crm.activity.completed.v1": ("activity_id", "activity_type", "activity_subject", "outcome"),
    "crm.activity.overdue.v1": ("activity_id", "activity_type", "activity_subject", "due_at"),
    "crm.message.sent.v1": ("message_id", "category", "purpose", "message_subject"),
    "crm.note.created.v1": ("id", "pinned"),
    "crm.sequence_enrolment.started.v1": ("enrolment_id", "sequence_id", "sequence_name"),
    "crm.sequence_enrolment.completed.v1": ("enrolment_id", "sequence_id", "sequence_name"),
    "crm.sequence_enrolment.exited.v1": ("enrolment_id", "sequence_id", "sequence_name", "reason"),
    "crm.message.opened.v1": ("message_id", "message_subject"),
    "crm.message.clicked.v1": ("message_id", "message_subject", "link"),
    "crm.message.bounced.v1": ("message_id", "message_subject", "permanent", "reason"),
    "crm.message.complained.v1": ("message_id", "message_subject"),
    "crm.message.replied.v1": ("message_id", "message_subject"),
}
NAMED = {"contact_id": "contact", "company_id": "company", "lead_id": "lead", "deal_id": "deal"}


def kept(type_: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a line keeps of its event: enough to read it, no copy of the record."""
    return {name: data[name] for name in KEPT[type_] if name in data}


def subjects_of(type_: str, data: Mapping[str, Any]) -> dict[str, str]:
    """The records, as id → type, whose timeline an event belongs to."""
    entity = type_.split(".")[1]
    found: dict[str, str] = {}
    if entity in NAMED.values() and "id" in data:
        found[data["id"]] = entity
    if "subject_id" in data:
        found[data["subject_id"]] = data["subject_type"]
    for related in data.get("related", ()):
        found[related["id"]] = related["type"]
    # The main company of a new contact is no event of that company; a deal or a conversion is.
    if entity in {"deal", "lead"} or "contact_id" in data:
        for name, kind in NAMED.items():
            if data.get(name):
                found[data[name]] = kind
        for contact_id in data.get("contact_ids", ()):
            found[contact_id] = "contact"
    return found
