"""Lead forms in filters: which ones a contact has filled in, by id, and when the last one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_crm.contacts.models import Contact
from mewayz_crm.filters.kinds import Condition
from mewayz_crm.filters.many import Labels, having
from mewayz_crm.filters.registry import Fields
from mewayz_crm.filters.rules import read_id
from mewayz_crm.filters.times import Moment
from mewayz_crm.lead_forms.submissions.models import LeadFormSubmission

Submission: Any = LeadFormSubmission
Person: Any = Contact


def _filled_in(form_ids: Sequence[UUID] | None) -> Condition:
    some = [] if form_ids is None else [Submission.lead_form_id.in_(form_ids)]
    return having(Person.id, Submission.contact_id, *some)


_LAST = sa.select(sa.func.max(Submission.created_at)).where(Submission.contact_id == Person.id)
FIELDS = (
    Fields(
        "contact",
        {"forms": Labels(read_id, _filled_in), "last_form_at": Moment(_LAST.correlate(Person).scalar_subquery())},
    ),
)
FORM_FIELDS = frozenset(FIELDS[0].kinds)
