"""The state table of duplicate sets, and how a page of keys becomes sets. Pure."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from mewayz_kit.state import Machine

DUPLICATE_SET = Machine(
    "duplicate set", {("open", "dismiss"): "dismissed", ("dismissed", "find"): "open"}, field="status"
)
MOST = 100
"""Records of one set, at most: nobody looks through more, and a key of so many says little."""


def shared(page: Sequence[tuple[str, UUID]], *, full: bool) -> tuple[dict[str, list[UUID]], str | None]:
    """The keys that several records share, and the key to go on after (None: there are no more).

    `page` is in the order of its keys. The last key of a full page may go on beyond it, so it is left to the next
    page, unless it is the only one: then what is here is enough for a set.
    """
    groups = {key: list(dict.fromkeys(one for _, one in rows)) for key, rows in groupby(page, key=lambda row: row[0])}
    keys = list(groups)
    if full and len(keys) > 1:
        del groups[keys[-1]]
    found = {key: ids[:MOST] for key, ids in groups.items() if len(ids) > 1}
    return found, list(groups)[-1] if full else None
