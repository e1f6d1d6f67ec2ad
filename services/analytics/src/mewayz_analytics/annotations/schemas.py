"""Bodies of annotations."""

from datetime import date
from typing import Annotated

from pydantic import Field

from mewayz_kit.schema import Input, Record, patch_of


class AnnotationCreate(Input):
    """A new annotation."""

    day: Annotated[date, Field(description="Local date of the workspace.")]
    text: Annotated[str, Field(min_length=1, max_length=500, examples=["Spring sale began"])]


AnnotationUpdate = patch_of(AnnotationCreate)


class AnnotationRead(Record):
    """An annotation."""

    day: date
    text: str
