"""Reading rows of one table without the identity map: for answers, which change nothing.

A list is asked for in few shapes (sort, direction, first or later page), so the statement of each is made once, with
the tenant, the position and the size as parameters; building it would cost more than running it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.paging import ListQuery
from mewayz_kit.tenancy import narrowed_to_owner, owner_of
from mewayz_kit.types import Uuid16
from mewayz_kit.uow import UnitOfWork
from mewayz_kit.words import search

Row = Mapping[str, Any]
READER = "kit_reader"
"""The parameter for the person who sees only what is theirs."""


class Reader:
    """The columns `names` of `table`, of rows that are not soft-deleted, in the scope of the unit of work.

    `seen_by` is the condition for those who see only what is theirs (`mewayz_kit.tenancy`).
    """

    def __init__(self, table: sa.Table, names: Iterable[str], seen_by: Callable[..., Any] | None = None) -> None:
        self._table = table
        self._seen_by = seen_by
        select = sa.select(*(table.c[name] for name in names))
        self._every = select.where(table.c.deleted_at.is_(None)) if "deleted_at" in table.c else select
        self._made: dict[Any, sa.Select[Any]] = {}
        self._spanning = _spanning(table)

    async def one(self, uow: UnitOfWork, record_id: UUID) -> Row | None:
        """The row with this id."""
        owner = self._owner(uow)
        shape = ("one", *owner)
        if shape not in self._made:
            self._made[shape] = self._mine(owner).where(
                self._table.c.id == sa.bindparam("record", type_=self._table.c.id.type)
            )
        return next(iter(await self._rows(uow, self._made[shape], {**owner, "record": record_id})), None)

    async def page(self, uow: UnitOfWork, query: ListQuery, where: Sequence[Any] = ()) -> list[Row]:
        """The rows of a page and the one after it, if there is one."""
        owner = self._owner(uow)
        index = self._spanning.get(query.span) if owner and READER not in owner and not where else None
        where, few = await self._found(uow, query, where, whole=False)
        index = "PRIMARY" if few else index
        shape = (query.shape, index, *owner)
        if shape not in self._made:
            self._made[shape] = _through(index, self._table, query.page(self._mine(owner)))
        statement = query.narrow(self._made[shape], where)
        return await self._rows(uow, statement, owner | query.parameters())

    async def count(self, uow: UnitOfWork, query: ListQuery, where: Sequence[Any] = ()) -> int:
        """How many rows the list has on all its pages."""
        owner = self._owner(uow)
        where, _ = await self._found(uow, query, where, whole=True)
        counting = self._mine(owner).with_only_columns(sa.func.count(self._table.c.id))
        return int((await uow.execute(query.narrow(counting, where), owner)).scalar_one())

    async def tally(
        self,
        uow: UnitOfWork,
        query: ListQuery,
        where: Sequence[Any] = (),
        *,
        by: Sequence[Any],
        sums: Sequence[Any],
        limit: int | None = None,
    ) -> list[Row]:
        """`count` and `sums` over the rows of all pages, in groups `by` labelled expressions, the largest first."""
        owner = self._owner(uow)
        where, _ = await self._found(uow, query, where, whole=True)
        number = sa.func.count(self._table.c.id).label("count")
        grouped = self._mine(owner).with_only_columns(*by, number, *sums).group_by(*by).order_by(number.desc(), *by)
        return await self._rows(uow, query.narrow(grouped, where).limit(limit), dict(owner))

    async def _found(
        self, uow: UnitOfWork, query: ListQuery, where: Sequence[Any], *, whole: bool
    ) -> tuple[Sequence[Any], bool]:
        """`where` with the words that are asked for, and whether they leave only a few rows."""
        if not query.words.strip() or not query.rules.indexed:
            return where, False
        tenants = owner_of(self._table, uow.scope).values()
        found, few = await search(uow, self._table, tenants, query.words, whole=whole)
        return [*where, found], few

    def _owner(self, uow: UnitOfWork) -> dict[str, UUID]:
        owner = owner_of(self._table, uow.scope)
        return owner | {READER: uow.scope.own} if owner and uow.scope.own and self._seen_by else owner

    def _mine(self, owner: Mapping[str, Any]) -> sa.Select[Any]:
        mine = narrowed_to_owner(self._every, self._table) if owner else self._every
        if READER in owner and self._seen_by is not None:
            mine = mine.where(self._seen_by(self._table.c, sa.bindparam(READER, type_=Uuid16())))
        return mine

    async def _rows(self, uow: UnitOfWork, statement: sa.Select[Any], parameters: dict[str, Any]) -> list[Row]:
        result = await uow.execute(statement, parameters)
        names = list(result.keys())
        return [dict(zip(names, row, strict=True)) for row in result]


def _spanning(table: sa.Table) -> dict[Any, str]:
    """The indexes of one tenant's rows, by the columns after the tenant; the last two are those of the order."""
    found = {}
    for index in table.indexes:
        tenant, *names = [column.name for column in index.columns]
        if len(names) > 1 and names[-1] == "id" and tenant in {"workspace_id", "user_id"}:
            found[(*sorted(names[:-2]), *names[-2:])] = str(index.name)
    return found


def _through(index: str | None, table: sa.Table, statement: sa.Select[Any]) -> sa.Select[Any]:
    """Make MySQL and MariaDB enter `index` at the position of the page, or at the ids of a search.

    Left alone they look up the tenant in it and then walk from the newest row to the page: they count the rows of a
    range without regard to LIMIT, find it too long, and never compare it with that walk.
    """
    for dialect in ("mysql", "mariadb") if index else ():
        statement = statement.with_hint(table, f"FORCE INDEX ({index})", dialect)
    return statement
