"""Bodies of a workspace's goals."""

from typing import Annotated

from pydantic import Field

from mewayz_kit.schema import Input, Output

Slugs = Annotated[list[str], Field(min_length=1, max_length=6, examples=[["crm", "analytics"]])]


class GoalsChosen(Input):
    """The whole choice of goals; exactly one is the primary one, without a name the first."""

    goals: Slugs
    primary: Annotated[str | None, Field(max_length=60, description="One of `goals`.")] = None


class GoalChosen(Output):
    """A goal of this workspace."""

    slug: str
    names: dict[str, str]
    icon: str
    primary: bool


class WorkspaceGoals(Output):
    """The goals of this workspace, the primary one first. Empty: nobody chose any, so nothing is left out."""

    items: list[GoalChosen]
