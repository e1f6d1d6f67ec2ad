"""Drawings keep what draws and lose what runs, loads or links."""

import pytest

from mewayz_workspace.media.svg import BadDrawing, sanitise

NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def drawing(inside: str, attributes: str = "") -> bytes:
    return f"<svg {NS} {attributes}>{inside}</svg>".encode()


def test_what_draws_stays() -> None:
    clean = sanitise(
        b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd">'
        + drawing(
            '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
            '<rect width="10" height="5" fill="url(#g)"/><use xlink:href="#g"/>'
            '<text x="1">Gr\u00fc\u00dfe &amp; mehr</text>',
            'viewBox="0 0 20 10"',
        )
    )
    text = clean.data.decode()
    assert (clean.width, clean.height) == (20, 10)
    for kept in ("linearGradient", "url(#g)", 'href="#g"', "Grüße &amp; mehr", "stop-color"):
        assert kept in text
    assert text.startswith('<svg viewBox="0 0 20 10" xmlns="http://www.w3.org/2000/svg">')
    assert sanitise(clean.data) == clean


@pytest.mark.parametrize(
    ("inside", "lost"),
    [
        ("<script>alert(1)</script>", "alert"),
        ('<rect onload="alert(1)" ONCLICK="x"/>', "alert"),
        ('<a href="javascript:alert(1)"><rect/></a>', "javascript"),
        ('<use xlink:href="https://evil.example/x.svg#a"/>', "evil"),
        ('<image href="https://evil.example/x.png"/>', "evil"),
        ('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe/></body></foreignObject>', "iframe"),
        ("<style>@import url(https://evil.example)</style>", "evil"),
        ('<rect style="fill:url(https://evil.example)"/>', "evil"),
        ('<rect fill="u\\72l(https://evil.example)"/>', "evil"),
        ('<animate attributeName="href" values="javascript:alert(1)"/>', "javascript"),
        ('<set attributeName="onclick" to="alert(1)"/>', "alert"),
        ('<x:script xmlns:x="http://www.w3.org/2000/svg">alert(1)</x:script>', "alert"),
    ],
)
def test_what_could_run_or_load_is_gone(inside: str, lost: str) -> None:
    assert lost not in sanitise(drawing(inside)).data.decode().lower()


@pytest.mark.parametrize(
    "data",
    [
        b"<svg",
        b"<svg/>",
        b'<html xmlns="http://www.w3.org/1999/xhtml"/>',
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + drawing("&a;"),
        b'<!DOCTYPE svg><!DOCTYPE svg SYSTEM "file:///etc/passwd">' + drawing(""),
        drawing("<g>" * 150 + "</g>" * 150),
        b"",
    ],
)
def test_what_is_no_harmless_drawing_is_refused(data: bytes) -> None:
    with pytest.raises(BadDrawing):
        sanitise(data)
