"""Drawings (SVG) without anything that could run, load or link: what is not known to be harmless is left out.

A document type is dropped and one with definitions of its own refused before the parser sees it, so no entity can
unfold. Elements and attributes are taken over by allow-list; references stay inside the file.
"""

import re
from typing import NamedTuple
from xml.etree import ElementTree

NAMESPACE = "http://www.w3.org/2000/svg"
MAX_DEPTH = 100
ELEMENTS = frozenset(
    """svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath
    linearGradient radialGradient stop clipPath mask pattern marker filter switch view
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode
    feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence""".split()  # noqa: SIM905
)
_DOCTYPE = re.compile(rb"<!doctype[^>\[]*>", re.I)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_HARMFUL = re.compile(r"javascript:|data:|expression\s*\(|@import|-moz-binding|url\s*\(\s*['\"]?\s*(?!#)", re.I)
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)?)(?:px)?\s*")


class BadDrawing(Exception):
    """No drawing that can be kept; the argument is a stable code."""


class Clean(NamedTuple):
    """A harmless drawing and its size in pixels; 0 where it names none."""

    data: bytes
    width: int
    height: int


def sanitise(data: bytes) -> Clean:
    """The drawing, written anew. Raises `BadDrawing`."""
    text = _DOCTYPE.sub(b"", data, count=1)
    if b"<!doctype" in text.lower() or b"<!entity" in text.lower():
        raise BadDrawing("broken_image")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - there is no document type, so no entity to unfold
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadDrawing("broken_image") from error
    if root.tag != f"{{{NAMESPACE}}}svg":
        raise BadDrawing("broken_image")
    clean = _copy(root, 0)
    clean.set("xmlns", NAMESPACE)
    width, height = _size(clean)
    return Clean(ElementTree.tostring(clean, encoding="utf-8"), width, height)


def _copy(source: ElementTree.Element, depth: int) -> ElementTree.Element:
    if depth > MAX_DEPTH:
        raise BadDrawing("broken_image")
    element = ElementTree.Element(source.tag.rpartition("}")[2])
    element.text, element.tail = source.text, source.tail
    for name, value in source.attrib.items():
        if (kept := _attribute(name, value)) is not None:
            element.set(kept, value)
    for child in source:
        space, _, local = child.tag.rpartition("}") if isinstance(child.tag, str) else ("", "", "")
        if space == f"{{{NAMESPACE}" and local in ELEMENTS:
            element.append(_copy(child, depth + 1))
    return element


def _attribute(name: str, value: str) -> str | None:
    """The name to keep an attribute under, or None."""
    local = name.rpartition("}")[2]
    if local == "href":
        return "href" if value.strip().startswith("#") else None
    if name != local or not _NAME.fullmatch(name) or name.lower().startswith("on") or name == "xmlns":
        return None
    return None if _HARMFUL.search(value) or "\\" in value else name


def _size(root: ElementTree.Element) -> tuple[int, int]:
    named = [_NUMBER.fullmatch(root.get(side, "")) for side in ("width", "height")]
    if all(named):
        return tuple(round(float(found[1])) for found in named if found)  # type: ignore[return-value]
    box = root.get("viewBox", "").replace(",", " ").split()
    try:
        return (round(float(box[2])), round(float(box[3]))) if len(box) == 4 else (0, 0)
    except (ValueError, OverflowError):
        return 0, 0
