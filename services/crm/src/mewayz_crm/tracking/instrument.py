"""How a mail is made to say that it was opened and clicked. Pure but for the key that seals."""

from html import escape
from html.parser import HTMLParser
from itertools import accumulate

from mewayz_crm.mail.links import PATHS as OWN
from mewayz_crm.messages.models import Message
from mewayz_crm.settings.schemas import Tracking
from mewayz_crm.tracking.tokens import Mark, Purpose, address_of
from mewayz_kit.service import Runtime

LONGEST = 2048
PICTURE = '<img src="{url}" width="1" height="1" alt="" style="display:block;border:0">'
TRAP = '<a href="{url}" style="display:none" tabindex="-1" aria-hidden="true"></a>'


def instrument(runtime: Runtime, message: Message, html: str, *, mode: Tracking) -> str:
    """The HTML of a mail with links that lead through us, a picture that tells of opens and a link that only machines
    see. Links of unsubscribing, preferences and confirmation stay as they are: they must work whatever happens to
    tracking. With `off` nothing changes."""
    if mode == "off":
        return html

    def mark(purpose: Purpose, url: str = "") -> str:
        made = Mark(purpose, mode, message.workspace_id, message.id, url)
        return escape(address_of(runtime, made))

    own = tuple(f"{runtime.settings.public_url.rstrip('/')}/{path}/" for path in OWN.values())
    finder = _Links(html, own)
    parts, done = [], 0
    for start, end, attributes, url in finder.found:
        parts += [html[done:start], _tag(attributes, mark("click", url))]
        done = end
    body = "".join(parts) + html[done:]
    added = PICTURE.format(url=mark("open")) + TRAP.format(url=mark("trap", runtime.settings.public_url))
    before, closing, after = body.rpartition("</body>")
    return before + added + closing + after if closing else body + added


def _tag(attributes: list[tuple[str, str | None]], url: str) -> str:
    """The start of a link as it was, but for where it leads; `url` is escaped."""
    words = [
        f'{name}="{url}"' if name == "href" else name if value is None else f'{name}="{escape(value)}"'
        for name, value in attributes
    ]
    return f"<a {' '.join(words)}>"


class _Links(HTMLParser):
    """Where the links of a mail stand in its text: start, end, attributes and address of each."""

    def __init__(self, html: str, own: tuple[str, ...]) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, int, list[tuple[str, str | None]], str]] = []
        self._own = own
        self._lines = [0, *accumulate(len(line) for line in html.split("\n"))]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        url = (dict(attrs).get("href") or "").strip()
        text = self.get_starttag_text()
        if tag != "a" or text is None or not url.lower().startswith(("http://", "https://")):
            return
        if len(url.encode()) > LONGEST or url.startswith(self._own):
            return
        line, column = self.getpos()
        start = self._lines[line - 1] + (line - 1) + column
        self.found.append((start, start + len(text), attrs, url))
