"""A small service to try the kit on: firms (with a plan limit), and books with a price."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from pydantic import Field
from sqlmodel import Field as Column
from sqlmodel import SQLModel

from mewayz_kit.actions import Stored, action, find_actions
from mewayz_kit.db import open_database
from mewayz_kit.errors import Conflict, Unavailable
from mewayz_kit.imports import Importer, Values
from mewayz_kit.models import Entity, SoftDelete, service_registry
from mewayz_kit.money import Money, currency_column, money_columns
from mewayz_kit.privacy import (
    Blocker,
    Person,
    check_erasure,
    erase_user,
    export_user,
    find_hooks,
    purge_workspace,
)
from mewayz_kit.records import Records
from mewayz_kit.resource import Resource
from mewayz_kit.schema import Input, Record
from mewayz_kit.service import Feature, Service
from mewayz_kit.tenancy import UserScoped, WorkspaceScoped
from mewayz_kit.uow import UnitOfWork
from mewayz_testing import servers
from mewayz_testing.automation import Automation
from mewayz_testing.bench import ServiceBench
from mewayz_testing.clock import ManualClock


class Base(SQLModel, registry=service_registry("probe")):
    """Base of the probe's tables."""


class Firm(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    __tablename__ = "firms"
    name: str = Column(max_length=200)
    industry: str | None = Column(default=None, max_length=120)
    country: str | None = Column(default=None, max_length=120)
    employees: int | None = None
    parent_id: UUID | None = Column(default=None, foreign_key="firms.id")


class Audit(WorkspaceScoped, Entity, Base, table=True):
    __tablename__ = "audits"
    __retained__ = "Evidence of who did what is kept."
    note: str = Column(max_length=20)


class FirmCreate(Input):
    name: Annotated[str, Field(min_length=1, max_length=200)]
    industry: Annotated[str | None, Field(max_length=120)] = None
    country: Annotated[str | None, Field(max_length=120)] = None
    employees: Annotated[int | None, Field(ge=0)] = None
    parent_id: UUID | None = None


class FirmRead(Record):
    name: str
    industry: str | None
    country: str | None
    employees: int | None


class Book(WorkspaceScoped, Entity, Base, table=True):
    __tablename__ = "books"
    __table_args__ = (
        sa.UniqueConstraint("workspace_id", "isbn", info={"problem": ("isbn_taken", "This book is there already.")}),
    )
    isbn: str = Column(max_length=20)
    title: str = Column(max_length=200)
    tags: list[str] = Column(default_factory=list, sa_type=sa.JSON)
    price_amount: int | None = None
    price_currency: str | None = currency_column(default=None)
    price = money_columns("price")


class BookCreate(Input):
    isbn: Annotated[str, Field(min_length=1, max_length=20)]
    title: str
    tags: list[str] = []
    price: Money | None = None


class BookRead(Record):
    isbn: str
    title: str
    tags: list[str]
    price: Money | None


class Diary(UserScoped, Entity, Base, table=True):
    __tablename__ = "diaries"
    title: str = Column(max_length=200)
    lock_secret: str | None = Column(default="1234", max_length=20)


class DiaryCreate(Input):
    title: str


class DiaryRead(Record):
    title: str


@check_erasure
async def unfinished(uow: UnitOfWork, user_id: UUID) -> list[Blocker]:
    async with uow.within(user_id=user_id):
        rows = await uow.all(sa.select(Diary).where(Diary.title.startswith("unfinished")))
    return [Blocker(code="unfinished", title="Something is unfinished.", ref=row.title) for row in rows]


@erase_user
async def forget_signature(uow: UnitOfWork, person: Person) -> dict[str, int]:
    assert person.pseudonym == "person-7"
    return {"signatures": 1, "nothing": 0}


@export_user
async def signed(uow: UnitOfWork, user_id: UUID) -> dict[str, Any]:
    return {"signed": [{"by": user_id}]}


@purge_workspace
async def forget_logo(uow: UnitOfWork, workspace_id: UUID) -> dict[str, int]:
    assert uow.workspace_id == workspace_id
    return {"logos": 1}


@action(permission="probe.firms:write", feature="firms")
async def create_firm(uow: UnitOfWork, data: FirmCreate) -> Stored:
    """Write down
    a firm."""
    return Stored(id=(await firms.records.create(uow, data)).id)


@action(permission="probe.books:write", effect="money")
async def buy_book(uow: UnitOfWork, data: BookCreate) -> Stored:
    """Buy a book, if it is there and nothing breaks."""
    row = await add_book(uow, data)
    if data.title == "Later":
        raise Unavailable(detail="The shop is closed for a moment.")
    return Stored(id=row.id)


async def add_firm(uow: UnitOfWork, data: FirmCreate) -> Firm:
    uow.add(Audit(note="created"))
    return await firms.records.create(uow, data)


async def add_book(uow: UnitOfWork, data: BookCreate) -> Book:
    if data.title == "Forbidden":
        raise Conflict("erased", "This was erased.")
    if data.title == "Bug":
        raise ZeroDivisionError
    return await books.records.create(uow, data)


def build_book(values: Values) -> dict[str, Any]:
    tags = [f"{name}={text}" for name, text in values.items() if name.startswith("custom.")]
    body: dict[str, Any] = {"tags": tags, "isbn": values.get("isbn", "").lower(), "title": values.get("title", "")}
    if "price" in values:
        body["price"] = Money.parse(values["price"], "EUR")
    return body


async def find_books(uow: UnitOfWork, _key: str, texts: Any) -> dict[str, Any]:
    rows = await uow.execute(sa.select(Book.isbn, Book.id).where(Book.isbn.in_(texts)))
    return {row.isbn: row.id for row in rows}


async def own_fields(uow: UnitOfWork) -> tuple[dict[str, str], list[str]]:
    return {f"custom.{uow.workspace_id.hex[-4:]}": "Defined by the workspace"}, []


firms = Resource(
    "probe/firms",
    Firm,
    read=FirmRead,
    create=FirmCreate,
    permission="probe.firms",
    limit="probe.firms",
    filter=("name", "industry"),
    sort=("created_at", "name"),
    search=("name",),
    verbs=("list", "get", "create", "update", "delete", "restore", "bulk", "import", "export"),
)
books = Resource(
    "probe/books",
    Book,
    read=BookRead,
    create=BookCreate,
    permission="probe.books",
    filter=("isbn",),
    sort=("created_at", "isbn"),
    on_create=add_book,
    importer=Importer(
        fields={"isbn": "Number", "title": "Title", "price": "Price in euros"},
        keys=("isbn",),
        required=("isbn", "title"),
        unique="isbn",
        limit="probe.import_rows",
        aliases={"isbn": ("Number",)},
        build=build_book,
        more=own_fields,
        match=find_books,
        normal=lambda _key, text: text.strip().lower(),
    ),
)


diaries = Resource(
    "probe/diaries", Diary, read=DiaryRead, create=DiaryCreate, permission="probe.diaries", auth="account"
)
audited = Resource(
    "probe/audited",
    Records(Firm, FirmRead, entity="firm"),
    create=FirmCreate,
    permission="probe.firms",
    on_create=add_firm,
    verbs=("create",),
)


def probe() -> Service:
    """The service; also what a process started by a test loads."""
    made = Service("probe", title="Probe", base=Base)
    # Found by convention in a package; here the one feature is this file.
    resources = (firms, books, diaries, audited)
    made.features = [
        Feature(
            "firms",
            "Firms",
            tuple(resource.router for resource in resources),
            resources=resources,
            hooks=tuple(find_hooks(globals(), __name__)),
            actions=tuple(find_actions(globals(), __name__)),
        )
    ]
    return made


@pytest.fixture
def service() -> Service:
    return probe()


@pytest.fixture
def database(request: pytest.FixtureRequest, service: Service, tmp_path: Path) -> str:
    """An empty database of this test, on the server that `--storage` names."""
    if request.config.getoption("--storage") == "mysql":
        return servers.create_schema(service.name)
    return f"sqlite+aiosqlite:///{tmp_path}/probe.db"


@pytest.fixture
def automation() -> Automation:
    return Automation()


@pytest.fixture
async def bench(
    service: Service, database: str, clock: ManualClock, tmp_path: Path, automation: Automation
) -> AsyncIterator[ServiceBench]:
    opened = open_database(database)
    async with opened.write.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await opened.close()
    files, callees = f"file://{tmp_path}/files", automation.callees()
    async with ServiceBench.open(service, database, files_url=files, clock=clock, callees=callees) as alive:
        yield alive
