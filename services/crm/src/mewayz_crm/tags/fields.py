"""Tags in filters: every kind of record that carries them can be asked for them, by name."""

from collections.abc import Sequence
from typing import Any

from mewayz_crm.base import RECORDS, model_of
from mewayz_crm.filters.kinds import Condition
from mewayz_crm.filters.many import Labels, having
from mewayz_crm.filters.registry import Fields
from mewayz_crm.filters.rules import read_text
from mewayz_crm.formats import key_of
from mewayz_crm.tags.models import Tag, Tagging


def _of(model: Any) -> Labels:
    def tagged(names: Sequence[str] | None) -> Condition:
        record, tag, norm = (Tagging.record_id, Tagging.tag_id, Tag.name_norm)
        if names is None:
            return having(model.id, record)
        return having(model.id, record, tag == Tag.id, norm.in_([key_of(name) for name in names]))  # type: ignore[attr-defined]

    return Labels(read_text, tagged)


FIELDS = tuple(Fields(entity, {"tags": _of(model_of(table))}) for entity, table in RECORDS.items())
