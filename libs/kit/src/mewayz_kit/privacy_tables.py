"""Which rows go with a person or a workspace: by default all that name one in `user_id` or `workspace_id`.

Evidence that the law or the platform needs says so (`__retained__ = "why"`) and stays; what in it tells who somebody
was is blanked by the feature's own hook.
"""

from typing import Any

import sqlalchemy as sa

from mewayz_kit.uow import UnitOfWork


def owned(uow: UnitOfWork, column: str, *, retained: bool = False) -> list[sa.Table]:
    """The tables whose rows name their owner in `column`, children before parents; retained ones only if asked for.

    Rows of a workspace are the workspace's, even where they name a person too.
    """
    tables = reversed(uow.runtime.service.base.metadata.sorted_tables)
    return [
        table
        for table in tables
        if "model" in table.info
        and column in table.columns
        and (retained or "retained" not in table.info)
        and (column == "workspace_id" or table.info.get("scope") != "workspace")
    ]


async def release_children(uow: UnitOfWork, parent: sa.Table, which: sa.ColumnElement[bool]) -> None:
    """Let go of references to `parent` that may be empty, and remove rows that belong to nobody but it."""
    for table in uow.runtime.service.base.metadata.tables.values():
        for key in [key for key in table.foreign_keys if key.column.table is parent]:
            pointed: Any = sa.select(key.column).where(which)
            if table is parent:
                # MySQL does not read the table that an update changes (error 1093).
                pointed = (await uow.execute(pointed)).scalars().all()
            if key.parent.nullable:
                await uow.execute(sa.update(table).where(key.parent.in_(pointed)).values({key.parent.key: None}))
            elif not {"scope", "retained"} & table.info.keys():
                await uow.execute(sa.delete(table).where(key.parent.in_(pointed)))
