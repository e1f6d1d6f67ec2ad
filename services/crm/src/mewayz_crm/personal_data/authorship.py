"""What members did stays when their account is erased, but no longer tells who they were."""

from collections import Counter
from collections.abc import Iterator, Mapping

import sqlalchemy as sa

from mewayz_crm.base import Base
from mewayz_kit.privacy import Person
from mewayz_kit.uow import UnitOfWork

NAMED = frozenset({"actor", "saved_by"})
"""Columns of text that name whoever did something; the pseudonym takes the place of the name."""
MEANT = frozenset({"author_id", "user_id"})
"""Columns that may hold the id of whoever did something; they are emptied. Owners are no authors: what they look after
goes to others when they leave the workspace (`assignment/leaving.py`)."""


async def forget(uow: UnitOfWork, person: Person) -> Mapping[str, int]:
    """Put the pseudonym, or nothing, where the person stood as an author, in every workspace."""
    counts: Counter[str] = Counter()
    with uow.unscoped("a person leaves every workspace, and is named in every statement"):
        for column in authors():
            named = column.name in NAMED
            mine = column == (str(person.user_id) if named else person.user_id)
            change = sa.update(column.table).where(mine).values({column.name: person.pseudonym if named else None})
            counts[str(column.table.name)] += (await uow.execute(change)).rowcount
    return {table: count for table, count in counts.items() if count}


def authors() -> Iterator[sa.Column[object]]:
    """The columns that say who did something."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns if "model" in table.info else ():
            if column.name in NAMED or (column.name in MEANT and column.nullable):
                yield column
