"""Bodies of articles."""

from typing import Annotated

from pydantic import Field

from mewayz_kit.schema import Input, Output, patch_of
from mewayz_workspace.content.schemas import WrittenCreate, WrittenRead, WrittenShown

Category = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, examples=["getting-started"])]


class ArticleCreate(WrittenCreate):
    """A new article."""

    category: Category


ArticleUpdate = patch_of(ArticleCreate)


class ArticleRead(WrittenRead):
    """An article as staff sees it."""

    category: str
    helpful: int
    unhelpful: int


class ArticleShown(WrittenShown):
    """An article as everybody sees it."""

    category: str
    helpful: int
    unhelpful: int


class VoteCast(Input):
    """Whether the article helped."""

    helpful: bool


class VoteCounts(Output):
    """The votes of everybody, and the caller's."""

    helpful: int
    unhelpful: int
    mine: bool
