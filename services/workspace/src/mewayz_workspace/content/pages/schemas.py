"""Bodies of content pages."""

from typing import Annotated, Literal

from pydantic import Field

from mewayz_kit.schema import patch_of
from mewayz_workspace.content.schemas import WrittenCreate, WrittenRead, WrittenShown

Kind = Literal["faq", "blog", "testimonial", "changelog"]
Name = Annotated[str | None, Field(max_length=120)]


class PageCreate(WrittenCreate):
    """A new page. A testimonial names a real person, who agreed, as `author`."""

    kind: Kind
    author: Name = None
    author_role: Name = None


PageUpdate = patch_of(PageCreate, without={"kind"})


class PageRead(WrittenRead):
    """A page as staff sees it."""

    kind: Kind
    author: str | None
    author_role: str | None


class PageShown(WrittenShown):
    """A page as everybody sees it."""

    kind: Kind
    author: str | None
    author_role: str | None
