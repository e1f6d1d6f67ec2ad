"""List parameters: filters, sort, text search and keyset pages.

A cursor holds the sort value and id of the last row, so a walk neither repeats nor skips rows while others are
inserted, and page 10,000 costs what page 1 costs.
"""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

import orjson
import sqlalchemy as sa
from pydantic import AfterValidator, TypeAdapter, ValidationError
from sqlmodel import SQLModel

from mewayz_kit.errors import Malformed
from mewayz_kit.portable import text_search

MAX_LIMIT = 100
Computed = Mapping[str, Callable[[str], sa.ColumnElement[bool]]]
OPERATORS = {
    "eq": lambda column, value: column == value,
    "neq": lambda column, value: column != value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "in": lambda column, value: column.in_(value),
    "null": lambda column, value: column.is_(None) if value else column.is_not(None),
}

RANGES = frozenset({"gt", "gte", "lt", "lte"})


@dataclass(frozen=True, slots=True)
class ListRules:
    """What a resource lets a list ask for; `computed` are filters that are no column, such as a tag; their
    docstrings are their text in OpenAPI."""

    model: type[SQLModel]
    fields: tuple[str, ...]
    filter: tuple[str, ...] = ()
    sort: tuple[str, ...] = ("created_at",)
    search: tuple[str, ...] = ()
    computed: Computed = field(default_factory=dict)

    @property
    def table(self) -> sa.Table:
        """The table of the model."""
        table: sa.Table = self.model.__table__  # type: ignore[attr-defined]
        return table

    @property
    def indexed(self) -> bool:
        """Whether the words of its rows are kept (`mewayz_kit.words`), so that `q` looks for beginnings of words."""
        return "words" in self.table.info

    @property
    def sortable(self) -> list[str]:
        """The fields to sort by; a sign in `sort` only says which way the first one goes by default."""
        return [name.lstrip("-") for name in self.sort]


@dataclass(slots=True)
class ListQuery:
    """A parsed and checked list request. `filters` names the fields and operators of the `conditions`."""

    rules: ListRules
    limit: int = 25
    sort: str = "created_at"
    descending: bool = True
    after: tuple[Any, UUID] | None = None
    words: str = ""
    count: bool = False
    fields: frozenset[str] | None = None
    conditions: list[sa.ColumnElement[bool]] = field(default_factory=list)
    filters: list[tuple[str, str]] = field(default_factory=list)

    def narrow(self, statement: sa.Select[Any], where: Sequence[Any] = ()) -> sa.Select[Any]:
        """The filters, and the text search unless there is an index of words for it."""
        conditions = [*where, *self.conditions]
        if self.words and not self.rules.indexed:
            columns = [self.rules.table.c[name] for name in self.rules.search]
            conditions.append(text_search(columns, self.words))
        return statement.where(*conditions) if conditions else statement

    @property
    def shape(self) -> tuple[Any, ...]:
        """What `page` depends on; everything else is in `parameters`."""
        return self.sort, self.descending, self.after is None, self.after is not None and self.after[0] is None

    def page(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        """Order, position and size."""
        column, key = self.rules.table.c[self.sort], self.rules.table.c.id
        if self.after is not None:
            beyond = _beyond(column, key, null=self.after[0] is None, descending=self.descending)
            statement = statement.where(beyond)
        order = (column.desc(), key.desc()) if self.descending else (column, key)
        return statement.order_by(*order).limit(sa.bindparam("page_size"))

    @property
    def span(self) -> tuple[str, ...] | None:
        """The columns of an index that holds the rows of this page side by side: those that are held at one value, the
        one that is sorted by, the id. None when the page is the first one or other conditions narrow the list, too.
        """
        ranges = [operator for name, operator in self.filters if name == self.sort and operator in RANGES]
        others = [(name, operator) for name, operator in self.filters if name != self.sort or operator not in RANGES]
        walks = self.after is not None or ranges
        if not walks or (self.words and not self.rules.indexed) or any(operator != "eq" for _, operator in others):
            return None
        return (*sorted(name for name, _ in others), self.sort, "id")

    def parameters(self) -> dict[str, Any]:
        """The parameters of `page`. One row more than `limit` is read to know whether there is a next page."""
        size = {"page_size": self.limit + 1}
        if self.after is None:
            return size
        value, last = self.after
        return {**size, "page_last": last} if value is None else {**size, "page_last": last, "page_value": value}

    def cursor(self, row: Mapping[str, Any]) -> str:
        """The position after `row`."""
        name = ("-" if self.descending else "") + self.sort
        packed = orjson.dumps([name, row[self.sort], row["id"]])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def parse_list(rules: ListRules, parameters: Iterable[tuple[str, str]]) -> ListQuery:
    """Read query parameters; anything unknown or unreadable is a 400 that names it."""
    query = ListQuery(rules)
    if "created_at" not in rules.sort:
        query.sort, query.descending = rules.sort[0].lstrip("-"), rules.sort[0].startswith("-")
    cursor = None
    for name, value in parameters:
        match name:
            case "limit":
                query.limit = _limit(value)
            case "sort":
                query.sort, query.descending = value.lstrip("-"), value.startswith("-")
                if query.sort not in rules.sortable:
                    raise Malformed("invalid_sort", f"Sort by one of {', '.join(rules.sortable)}.", parameter=name)
            case "cursor":
                cursor = value
            case "q" if rules.search:
                query.words = value[:200]
            case "count":
                query.count = _flag("count", value)
            case "fields":
                query.fields = _fields(rules, value)
            case _:
                query.conditions.append(_condition(query, name, value))
    if cursor is not None:
        query.after = _position(query, cursor)
    return query


def _flag(name: str, value: str) -> bool:
    if value not in {"true", "false"}:
        raise Malformed("invalid_parameter", f"{name} takes true or false.", parameter=name)
    return value == "true"


def _limit(value: str) -> int:
    # The length comes first: Python refuses to read numbers of thousands of digits.
    if not value.isdecimal() or len(value) > len(str(MAX_LIMIT)) or not 1 <= int(value) <= MAX_LIMIT:
        raise Malformed("invalid_parameter", f"limit takes 1 to {MAX_LIMIT}.", parameter="limit")
    return int(value)


def _fields(rules: ListRules, value: str) -> frozenset[str]:
    names = frozenset(value.split(","))
    unknown = names - set(rules.fields)
    if unknown:
        raise Malformed("invalid_parameter", f"fields: unknown {', '.join(sorted(unknown))}.", parameter="fields")
    return names | {"id"}


def _condition(query: ListQuery, name: str, value: str) -> sa.ColumnElement[bool]:
    rules = query.rules
    if name in rules.computed:
        query.filters.append((name, "computed"))
        try:
            return rules.computed[name](value)
        except ValueError as error:
            raise Malformed("invalid_parameter", f"{name}: {error}.", parameter=name) from error
    field_name, _, rest = name.partition("[")
    operator = rest.removesuffix("]") if rest else "eq"
    if field_name not in rules.filter or operator not in OPERATORS or (rest and not rest.endswith("]")):
        raise Malformed("unknown_parameter", f"There is no parameter {name}.", parameter=name)
    adapter = _adapter(rules.model, field_name)
    try:
        if operator == "null":
            wanted: Any = TypeAdapter(bool).validate_python(value)
        elif operator == "in":
            wanted = [adapter.validate_strings(part) for part in value.split(",")[:MAX_LIMIT]]
        else:
            wanted = adapter.validate_strings(value)
    except ValidationError as error:
        message = error.errors()[0]["msg"]
        raise Malformed("invalid_parameter", f"{name}: {message}.", parameter=name) from error
    query.filters.append((field_name, operator))
    condition: sa.ColumnElement[bool] = OPERATORS[operator](rules.table.c[field_name], wanted)
    return condition


def _adapter(model: type[SQLModel], name: str) -> TypeAdapter[Any]:
    annotation: Any = model.model_fields[name].annotation
    return TypeAdapter(Annotated[annotation, AfterValidator(_storable)])


def _storable(value: Any) -> Any:
    """Databases keep whole numbers of 64 bits; SQLite fails on a larger one instead of finding nothing."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("the number is too large")
    return value


def _position(query: ListQuery, cursor: str) -> tuple[Any, UUID]:
    try:
        name, value, key = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if name != ("-" if query.descending else "") + query.sort:
            raise ValueError("another sort")
        typed = None if value is None else _adapter(query.rules.model, query.sort).validate_json(orjson.dumps(value))
        return typed, UUID(key)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Malformed("invalid_cursor", "The cursor is not one of this list.", parameter="cursor") from error


def _beyond(column: sa.Column[Any], key: sa.Column[Any], *, null: bool, descending: bool) -> sa.ColumnElement[bool]:
    """Rows after (value, last). NULL sorts first ascending on every dialect, so last descending.

    `column >= value AND (column > value OR id > last)` instead of a row comparison: MySQL uses the index for it.
    """
    value = sa.bindparam("page_value", type_=column.type)
    last = sa.bindparam("page_last", type_=key.type)
    beyond: sa.ColumnElement[bool]
    if null:
        beyond = column.is_(None) & (key < last) if descending else column.is_not(None) | (key > last)
    elif descending:
        beyond = (column <= value) & ((column < value) | (key < last))
        beyond = sa.or_(beyond, column.is_(None)) if column.nullable else beyond
    else:
        beyond = (column >= value) & ((column > value) | (key > last))
    return beyond
