"""Table of annotations."""

from datetime import date

from sqlmodel import Field

from mewayz_analytics.base import Base
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped


class Annotation(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """A note on a local date."""

    __tablename__ = "annotations"

    day: date = Field(index=True)
    text: str = Field(max_length=500)
