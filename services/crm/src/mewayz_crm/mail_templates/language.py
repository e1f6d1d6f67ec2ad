"""What a template may say: text, variables with a few filters, and conditions. Pure.

It is Jinja2 without loops, calls, arithmetic and assignments: everybody in a workspace may write templates, and none
may keep a worker busy or reach beyond the values of its mail.
"""

import re
from collections.abc import Callable, Collection, Mapping
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

OBJECTS: dict[str, tuple[str, ...]] = {
    "contact": ("first_name", "last_name", "name", "email"),
    "workspace": ("name",),
}
LINKS = ("unsubscribe_url", "preferences_url", "postal_address")
STANDARD = (*OBJECTS, *LINKS)
"""What every mail has."""
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Const,
    nodes.Filter,
    nodes.If,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
)
DEEPEST = 40
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def _default(value: Any, other: Any = "") -> Any:
    return value or other


FILTERS: dict[str, Callable[..., Any]] = {
    "default": _default,
    "upper": lambda value: str(value or "").upper(),
    "lower": lambda value: str(value or "").lower(),
    "capitalize": lambda value: str(value or "").capitalize(),
    "trim": lambda value: str(value or "").strip(),
}


def _environment(*, html: bool) -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=html, finalize=lambda value: "" if value is None else value
    )
    made.filters = dict(FILTERS)
    return made


_TEXT, _HTML = _environment(html=False), _environment(html=True)


def problem(source: str, variables: Collection[str]) -> str | None:
    """Why a source cannot be saved, as the end of a sentence; None when it can."""
    try:
        found = _walk(_TEXT.parse(source))
    except TemplateError as error:
        return f"is no valid template: {error}"
    except RecursionError:
        return "is nested too deeply"
    for node in found:
        if not isinstance(node, ALLOWED):
            return f"uses what templates cannot do: {type(node).__name__.lower()}"
        if isinstance(node, nodes.Filter) and not _is_filter(node):
            return f"uses the unknown filter {node.name}; there are {', '.join(FILTERS)}"
        if unknown := _unknown(node, variables):
            return f"uses the unknown variable {unknown}"
    return None


def fill(source: str, data: Mapping[str, Any], *, html: bool) -> str:
    """A source with its values; in HTML they are escaped."""
    return _compiled(source, html).render(data)


@lru_cache(maxsize=64)
def _compiled(source: str, html: bool) -> Template:
    """A campaign fills one source for everybody: compiling it takes longer than filling it."""
    return (_HTML if html else _TEXT).from_string(source)


def expressions(source: str) -> set[str]:
    """Every expression that stands in a source, as it is written."""
    return set(EXPRESSION.findall(source))


def shielded(source: str, convert: Callable[[str], str]) -> str:
    """`convert(source)` that leaves every expression as it is: it sees a plain word in its place."""
    kept: list[str] = []

    def hide(found: re.Match[str]) -> str:
        kept.append(found.group())
        return f"zq{len(kept) - 1}jinja"

    converted = convert(EXPRESSION.sub(hide, source))
    return re.sub(r"zq(\d+)jinja", lambda found: _of(kept, int(found.group(1))), converted)


def _of(kept: list[str], number: int) -> str:
    return kept[number] if number < len(kept) else ""


def _walk(node: nodes.Node, depth: int = 0) -> list[nodes.Node]:
    if depth > DEEPEST:
        raise RecursionError
    return [node, *(found for child in node.iter_child_nodes() for found in _walk(child, depth + 1))]


def _is_filter(node: nodes.Filter) -> bool:
    takes = 1 if node.name == "default" else 0
    return node.name in FILTERS and len(node.args) <= takes and not node.kwargs


def _unknown(node: nodes.Node, variables: Collection[str]) -> str | None:
    if isinstance(node, nodes.Getattr):
        root = node.node.name if isinstance(node.node, nodes.Name) else "?"
        return None if node.attr in OBJECTS.get(root, ()) else f"{root}.{node.attr}"
    if isinstance(node, nodes.Name) and node.name not in {*STANDARD, *variables}:
        return str(node.name)
    return None
