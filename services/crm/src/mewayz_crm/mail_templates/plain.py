"""The words of HTML as text: what somebody reads whose mail program shows no HTML. Pure."""

import re
from html.parser import HTMLParser

BREAKS = {"p", "div", "tr", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
SILENT = {"style", "script", "title", "head"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._links: list[tuple[str, int]] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in SILENT or "display:none" in (known.get("style") or "").replace(" ", "") or self._silent:
            self._silent += tag not in {"img", "br", "hr"}
        elif tag == "br":
            self.parts.append("\n")
        elif tag in BREAKS:
            self.parts.append("\n\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "hr":
            self.parts.append("\n\n---\n\n")
        elif tag == "img":
            self.parts.append(known.get("alt") or "")
        elif tag == "a":
            self._links.append((known.get("href") or "", len(self.parts)))

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent -= 1
        elif tag in BREAKS:
            self.parts.append("\n\n")
        elif tag == "a" and self._links:
            url, start = self._links.pop()
            if url and url.removeprefix("mailto:") != "".join(self.parts[start:]).strip():
                self.parts.append(f" ({url})")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def text_of(html: str) -> str:
    """Paragraphs between blank lines, links with their address behind them, pictures by their alternative."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
