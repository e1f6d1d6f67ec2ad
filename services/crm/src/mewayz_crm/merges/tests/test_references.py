"""What refers to a record is found in the tables, so that nothing can be forgotten."""

import sqlalchemy as sa

from mewayz_crm import service
from mewayz_crm.base import STAYS, SUBJECTS
from mewayz_crm.merges.references import references, refers, relation_names
from mewayz_kit.types import Uuid16

PEOPLE = {"owner_id", "user_id", "author_id", "assignee_id"}
ELSEWHERE = {
    "consents.list_id": "a list, also one that is gone",
    "deals.order_id": "commerce",
    "deals.quote_id": "finance",
    "messages.campaign_id": "a campaign",
    "messages.enrolment_id": "an enrolment",
    "messages.fence": "whoever sends it now",
    "messages.step_id": "a step of a sequence",
    "purchases.order_id": "commerce",
    "segment_members.segment_id": "a segment",
    "subscriptions.import_id": "an import of the kit",
    "segments.run": "a check of all contacts",
    "sequence_enrolments.source_event_id": "the message",
    "timeline.source_event_id": "the message",
    "deal_stage_changes.from_stage_id": "a stage, also one that is gone",
    "deal_stage_changes.to_stage_id": "a stage, also one that is gone",
}
"""Ids that are no records of the CRM, and what they are."""


def test_every_id_column_is_known_to_refer_to_something() -> None:
    assert service.features
    unknown = []
    for table in service.base.metadata.sorted_tables:
        for column in table.columns if "model" in table.info else ():
            known = (
                column.name in {"id", "workspace_id", *PEOPLE}
                or column.foreign_keys
                or STAYS in column.info
                or f"{table.name}.{column.name}" in ELSEWHERE
                or any(refers(table, column, kind) for kind in SUBJECTS)
            )
            if isinstance(column.type, Uuid16) and not known:
                unknown.append(f"{table.name}.{column.name}")
    assert unknown == [], (
        "say what these refer to: name a column after its kind (`contact_id`), put `subject_type` beside `subject_id`, "
        "declare stays('why') in the model, or list it here if it is no record of the CRM; a merge moves the rest"
    )


def test_what_a_contact_has_today_is_found() -> None:
    assert service.features
    found = set(relation_names("contact").values())
    assert found >= {
        "activity_subjects",
        "contact_companies",
        "contact_emails",
        "contact_phones",
        "deal_contacts",
        "leads",
        "notes",
        "taggings",
        "timeline",
    }
    [shown] = [one for one in references("contact") if one.table == "deal_contacts"]
    assert (shown.shown_by, shown.keys) == ("deal_id", (("deal_id",),))


def test_a_column_is_found_by_its_key_its_name_or_its_neighbour() -> None:
    contacts = sa.Table("contacts", sa.MetaData(), sa.Column("id", Uuid16(), primary_key=True))
    table = sa.Table(
        "later",
        contacts.metadata,
        sa.Column("person", Uuid16(), sa.ForeignKey("contacts.id")),
        sa.Column("first_contact_id", Uuid16()),
        sa.Column("subject_id", Uuid16()),
        sa.Column("subject_type", sa.String(10)),
        sa.Column("record_id", Uuid16()),
    )
    assert [c.name for c in table.columns if refers(table, c, "contact")] == [
        "person",
        "first_contact_id",
        "subject_id",
    ]
