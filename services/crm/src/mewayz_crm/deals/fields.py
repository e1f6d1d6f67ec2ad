"""What filters can ask about deals."""

from collections.abc import Sequence
from typing import Any

from mewayz_crm.deals.models import Deal, DealContact
from mewayz_crm.deals.schemas import DealRead
from mewayz_crm.filters.kinds import Amount, Condition
from mewayz_crm.filters.many import Labels, having
from mewayz_crm.filters.registry import Fields, columns
from mewayz_crm.filters.rules import read_id


def _with_contacts(contact_ids: Sequence[Any] | None) -> Condition:
    key: Any = DealContact.deal_id
    contact: Any = DealContact.contact_id
    return having(Deal.id, key, *(() if contact_ids is None else (contact.in_(contact_ids),)))


FIELDS = (
    Fields(
        "deal",
        {
            **columns(
                Deal,
                DealRead,
                "name",
                "pipeline_id",
                "stage_id",
                "status",
                "probability",
                "expected_close",
                "company_id",
                "owner_id",
                "lost_reason",
                "stage_entered_at",
                "closed_at",
                "order_id",
                "quote_id",
                "created_at",
                "updated_at",
            ),
            "amount": Amount(Deal.amount, Deal.currency),
            "contact_ids": Labels(read_id, _with_contacts),
        },
    ),
)
