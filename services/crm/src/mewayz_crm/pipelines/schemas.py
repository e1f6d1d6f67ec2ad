"""Bodies of pipelines."""

from typing import Annotated, Literal

from pydantic import Field

from mewayz_kit.money import Currency
from mewayz_kit.schema import Input, Record, patch_of


class PipelineCreate(Input):
    """A new pipeline. It comes with open stages of 10, 20, 50 and 80 %, a won and a lost one."""

    name: Annotated[str, Field(min_length=1, max_length=120, examples=["Sales"])]
    currency: Annotated[
        Currency | None, Field(description="What its forecast is in; absent: the currency of the workspace.")
    ] = None


class PipelineUpdate(patch_of(PipelineCreate, without={"currency"})):  # type: ignore[misc]
    """Another name, or `is_default: true`; the currency stays, because stored rates lead to it."""

    is_default: Annotated[
        Literal[True] | None, Field(description="The one new deals go to; the other one steps back.")
    ] = None


class PipelineRead(Record):
    """A pipeline."""

    name: str
    currency: str
    is_default: bool
