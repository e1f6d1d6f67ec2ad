"""From what an editor wrote to one HTML source, and from that source to a mail. Pure."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

import nh3
from markdown_it import MarkdownIt

from mewayz_crm.mail_templates import mjml
from mewayz_crm.mail_templates.language import fill, shielded
from mewayz_crm.mail_templates.plain import text_of

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
TAGS = (nh3.ALLOWED_TAGS | {"center", "font"}) - {"map", "area"}
_LOOKS = {"style", "align", "valign", "width", "height", "bgcolor", "border", "dir", "lang", "title", "role"}
ATTRIBUTES = {
    "*": _LOOKS,
    "a": {"href", "target"},
    "img": {"src", "alt"},
    "table": {"cellpadding", "cellspacing"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
STYLES = {
    *("background", "background-color", "border", "border-bottom", "border-collapse", "border-radius", "border-top"),
    *("color", "display", "font", "font-family", "font-size", "font-style", "font-weight", "height", "letter-spacing"),
    *("line-height", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width", "min-width"),
    *("padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align", "text-decoration"),
    *("text-transform", "vertical-align", "white-space", "width"),
}
PAGE = (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<meta name="color-scheme" content="light dark"><title>{title}</title></head><body>{preheader}{body}</body></html>'
)
HIDDEN = '<div style="display:none;max-height:0;overflow:hidden">{text}</div>'
BUTTON = (
    '<p><a href="{url}" style="display:inline-block;padding:12px 20px;border-radius:6px;background-color:#1d4ed8;'
    'color:#ffffff;text-decoration:none">{label}</a></p>'
)
FOOTER = (
    '<p style="font-size:12px;color:#595959">{{{{ postal_address }}}}<br>'
    '<a href="{{{{ unsubscribe_url }}}}">{unsubscribe}</a> · <a href="{{{{ preferences_url }}}}">{preferences}</a></p>'
)


class Rendered(NamedTuple):
    """A mail's words, ready to leave."""

    subject: str
    html: str
    text: str


def source_of(editor: str, body: str | None, blocks: Sequence[Mapping[str, Any]] | None) -> str:
    """The HTML source of what an editor wrote; expressions stand in it as they were written. `mjml.Malformed`."""
    if editor == "block":
        return "".join(map(_block, blocks or ()))
    if editor == "mjml":
        return shielded(body or "", mjml.to_html)
    return shielded(body or "", _MARKDOWN.render) if editor == "markdown" else body or ""


def in_layout(layout: str, inner: str) -> str:
    """A layout's source with a template's source where its `{{ content }}` stands."""
    before, _, after = layout.partition("{{ content }}")
    return before + inner + after


def render(*, subject: str, preheader: str | None, html: str, text: str | None, data: Mapping[str, Any]) -> Rendered:
    """Fill in. Values are escaped, and what comes out is sanitised, so neither the words nor the values of a mail can
    hold scripts or foreign schemes; the subject is one line whatever the values hold."""
    title = " ".join(fill(subject, data, html=False).split())[:250]
    hidden = HIDDEN.format(text=escape(fill(preheader, data, html=False))) if preheader else ""
    return _page(title, hidden, fill(html, data, html=True), fill(text, data, html=False) if text else None)


def as_written(subject: str, html: str, text: str | None) -> Rendered:
    """Words in which nothing is filled in, sanitised like those of a template."""
    return _page(" ".join(subject.split())[:250], "", html, text)


def _page(title: str, hidden: str, html: str, text: str | None) -> Rendered:
    body = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative="deny",
        filter_style_properties=STYLES,
        clean_content_tags={"script", "style", "title"},
    )
    page = PAGE.format(title=escape(title), preheader=hidden, body=body)
    return Rendered(title, page, text or text_of(body))


def _block(block: Mapping[str, Any]) -> str:
    match block["type"]:
        case "heading":
            return f"<h{block['level']}>{_words(block['text'])}</h{block['level']}>"
        case "text":
            return shielded(block["text"], _MARKDOWN.render)
        case "button":
            return BUTTON.format(url=_words(block["url"]), label=_words(block["label"]))
        case "image":
            alt, url = _words(block["alt"]), _words(block["url"])
            return f'<p><img src="{url}" alt="{alt}" width="{block["width"]}" style="max-width:100%"></p>'
        case "footer":
            return FOOTER.format(unsubscribe=_words(block["unsubscribe"]), preferences=_words(block["preferences"]))
    return '<hr style="border:0;border-top:1px solid #767676">'


def _words(text: str) -> str:
    return shielded(text, escape)
