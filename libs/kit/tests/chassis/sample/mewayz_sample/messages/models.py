"""What the handlers did."""

from sqlmodel import Field

from mewayz_sample.base import Base


class Effect(Base, table=True):
    """One applied effect; `source` is what caused it."""

    __tablename__ = "effects"

    id: int | None = Field(default=None, primary_key=True)
    consumer: str = Field(max_length=40)
    source: str = Field(max_length=80)
