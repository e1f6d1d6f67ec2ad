"""Which column is which field, as far as a file tells by itself: by the names of its columns, and by the cells below
them. "Source" holds one of our sources in one file and the name of an advertisement in the next."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from mewayz_kit.imports.importer import Importer, Values
from mewayz_kit.tabular import plain

NOT_YET = "extra_forbidden"
"""What `prepare` of an importer still has to swap is unknown to the body; that is no fault of a cell."""
Complaint = tuple[tuple[int | str, ...], str]
"""Where, and what kind of trouble or which sentence."""


def suggest(importer: Importer, create: Any, columns: Sequence[str], sample: Sequence[Sequence[str]]) -> dict[str, str]:
    """Column → field, each field once. A field that would refuse more than half of the cells of `sample` that are not
    blank is left to a person. `create` is the body of a new record."""
    mapping = _by_name(importer, columns)
    rows = [
        {mapping[n]: plain(text) for n, text in zip(columns, cells, strict=False) if n in mapping and text.strip()}
        for cells in sample
    ]
    # A row without complaints needs no second look: that is the usual case, and a fast one.
    doubtful = [row for row in rows if _complaints(importer, create, row)]
    # In the order of the fields, in which a currency stands before its amount.
    taken: set[str] = set()
    for name in importer.fields:
        if name in mapping.values():
            held = sum(name in row for row in rows)
            refused = sum(_refuses(importer, create, row, taken, name) for row in doubtful if name in row)
            if refused * 2 <= held:
                taken.add(name)
    return {column: name for column, name in mapping.items() if name in taken}


def _by_name(importer: Importer, columns: Sequence[str]) -> dict[str, str]:
    wanted = {_plain(name): name for name in importer.fields}
    for name, others in importer.aliases.items():
        wanted |= {_plain(other): name for other in others}
    mapping: dict[str, str] = {}
    for column in columns:
        found = wanted.get(_plain(column))
        if found and found not in mapping.values():
            mapping[column] = found
    return mapping


def _refuses(importer: Importer, create: Any, row: Values, taken: set[str], name: str) -> bool:
    """Whether the cell of `name` spoils the row: beside the cells of `taken` it brings a complaint."""
    before = {other: text for other, text in row.items() if other in taken}
    added = _complaints(importer, create, before | {name: row[name]}) - _complaints(importer, create, before)
    return bool(added)


def _complaints(importer: Importer, create: Any, values: Values) -> set[Complaint]:
    try:
        create.model_validate(importer.build(values))
    except ValidationError as error:
        return {(one["loc"], one["type"]) for one in error.errors(include_url=False) if one["type"] != NOT_YET}
    except ValueError as error:
        return {((), str(error))}
    return set()


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
