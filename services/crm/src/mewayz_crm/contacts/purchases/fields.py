"""Orders in filters: how many a contact has paid and kept, and when it paid the last one."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.contacts.models import Contact
from mewayz_crm.contacts.purchases.models import Purchase
from mewayz_crm.contacts.purchases.repository import COUNTS
from mewayz_crm.filters.kinds import Number
from mewayz_crm.filters.registry import Fields
from mewayz_crm.filters.times import Moment


def _of_contact(value: Any) -> Any:
    mine = sa.select(value).where(col(Purchase.contact_id) == Contact.id, *COUNTS)
    return mine.correlate(Contact).scalar_subquery()


FIELDS = (
    Fields(
        "contact",
        {
            "orders": Number(_of_contact(sa.func.count(col(Purchase.order_id)))),
            "last_order_at": Moment(_of_contact(sa.func.max(col(Purchase.paid_at)))),
        },
    ),
)
