"""Markdown of staff as HTML that is safe to show: rendered, then sanitised, when it is written."""

import re

import nh3
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable("table")
TAGS = nh3.ALLOWED_TAGS - {"map", "area", "form", "input"}
_SPACE = re.compile(r"\s+")


def safe_html(markdown: str) -> str:
    """HTML without scripts, event handlers, frames and foreign schemes; links open without a referrer."""
    return nh3.clean(
        _MARKDOWN.render(markdown),
        tags=TAGS,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def plain(html: str) -> str:
    """The words of HTML, for search and excerpts."""
    return _SPACE.sub(" ", nh3.clean(html, tags=set(), clean_content_tags={"script", "style"})).strip()
