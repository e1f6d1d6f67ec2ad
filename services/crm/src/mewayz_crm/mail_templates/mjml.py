"""MJML, a language for mails that look right everywhere, as HTML (https://documentation.mjml.io). Pure.

What comes out is sanitised like any other mail, so it may hold no style sheet. The columns, which MJML lets a sheet
put side by side, are therefore sized in place: as wide as they should be where there is room, else one below the other.
"""

import re

import mrml

MAX_ELEMENTS = 1_000
"""The compiler nests as deep as its source and has no limit of its own; no source is deeper than it has elements."""
_ELEMENT = re.compile(r"<[a-zA-Z]")
_UNKNOWN = re.compile(r"<(mj-[a-z-]+)")
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
_COLUMN = re.compile(r'(<div class="[^"]*mj-column-(per|px)-([\d-]+)[^"]*" style="[^"]*)width:100%;')
_FLUID = "width:calc((480px - 100%) * 480);min-width:{width};max-width:100%;"
"""Below 480 px the width is huge and the maximum holds, above it is negative and the minimum does."""


class Malformed(ValueError):
    """The source is no MJML; what is wrong with it, as the end of a sentence."""


def to_html(source: str) -> str:
    """The HTML inside the body of a mail, or `Malformed`. Nothing is fetched: `mj-include` is refused."""
    if len(_ELEMENT.findall(source)) > MAX_ELEMENTS:
        raise Malformed(f"has more than {MAX_ELEMENTS} elements")
    try:
        page = mrml.to_html(source).content
    except (OSError, ValueError) as error:
        raise Malformed(f"is no valid MJML: {error}") from error
    found = _BODY.search(page)
    if found is None or "<mj-body" not in source:
        raise Malformed("is no valid MJML: it has no mj-body")
    if unknown := _UNKNOWN.search(page):
        raise Malformed(f"is no valid MJML: there is no element {unknown.group(1)}, or not in this place")
    return _COLUMN.sub(_fluid, found.group(1))


def _fluid(column: re.Match[str]) -> str:
    before, unit, number = column.groups()
    width = number.replace("-", ".", 1) + ("%" if unit == "per" else "px")
    return before + _FLUID.format(width=width)
