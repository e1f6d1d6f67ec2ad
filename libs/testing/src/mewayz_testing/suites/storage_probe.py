"""A service of a table of everything and one that is searched, to try databases with."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Field as Column
from sqlmodel import SQLModel

from mewayz_kit.models import Entity, SoftDelete, service_registry
from mewayz_kit.money import currency_column, money_columns
from mewayz_kit.resource import Resource
from mewayz_kit.schema import Input, Record
from mewayz_kit.service import Feature, Service
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json, Text


class Base(SQLModel, registry=service_registry("store")):
    """Base of the store's tables."""


class Item(WorkspaceScoped, Entity, Base, table=True):
    """One row with a column of every type; its code is unique in its workspace."""

    __tablename__ = "items"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id", "code", name="uq_items_code", info={"problem": ("code_taken", "This code is taken.")}
        ),
    )

    code: str = Column(max_length=40)
    label: str | None = Column(default=None, max_length=200)
    at: datetime | None = None
    document: Any = Column(default=None, sa_type=Json, nullable=True)
    text: str | None = Column(default=None, sa_type=Text)
    price_amount: int | None = None
    price_currency: str | None = currency_column(default=None)
    price = money_columns("price")  # type: ignore[pydantic-field]
    parent_id: UUID | None = Column(default=None, foreign_key="items.id")


class Person(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """Somebody who is found by the words of two columns."""

    __tablename__ = "people"
    __searched__ = ("name", "about")
    __table_args__ = (sa.Index("ix_people_kind", "workspace_id", "kind", "created_at", "id"),)

    name: str = Column(max_length=200)
    about: str | None = Column(default=None, sa_type=Text)
    kind: str = Column(default="plain", max_length=10)


class Tally(Base, table=True):
    """A number under a key of two parts."""

    __tablename__ = "tallies"

    day: str = Column(max_length=10, primary_key=True)
    kind: str = Column(max_length=20, primary_key=True)
    seen: int
    note: str | None = Column(default=None, max_length=20)


class ItemCreate(Input):
    """A new item."""

    code: Annotated[str, Field(min_length=1, max_length=40)]
    label: Annotated[str | None, Field(max_length=200)] = None
    parent_id: UUID | None = None


class ItemRead(Record):
    """An item."""

    code: str
    label: str | None
    parent_id: UUID | None


class PersonCreate(Input):
    """A new person."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    about: str | None = None
    kind: Annotated[str, Field(max_length=10)] = "plain"


class PersonRead(Record):
    """A person."""

    name: str
    about: str | None
    kind: str


def store() -> Service:
    """The service; found by convention in a package, here the one feature is this file."""
    people = Resource(
        "store/people",
        Person,
        read=PersonRead,
        create=PersonCreate,
        permission="store.people",
        entity="person",
        filter=("kind",),
        sort=("created_at", "name"),
    )
    items = Resource(
        "store/items",
        Item,
        read=ItemRead,
        create=ItemCreate,
        permission="store.items",
        search=("label",),
        sort=("created_at", "code"),
    )
    made = Service("store", title="Store", base=Base)
    made.features = [
        Feature("items", "Items", (items.router,), resources=(items,)),
        Feature("people", "People", (people.router,), resources=(people,)),
    ]
    return made
