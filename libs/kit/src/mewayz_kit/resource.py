"""Declared CRUD: one declaration gives every route of a resource that api.md promises.

::

    companies = Resource(
        "crm/companies", Company, read=CompanyRead, create=CompanyCreate,
        permission="crm.companies", search=("name",), filter=("industry", "created_at"), sort=("name", "created_at"),
    )
    router = companies.router

A resource with behaviour passes its use-cases in (`on_create=service.open_deal`) and adds action endpoints to the
same router.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, TypeAdapter
from sqlmodel import SQLModel

from mewayz_kit.answers import IfMatch, list_parameters, record_answer, shown_of, unless_known
from mewayz_kit.auth import Features, Uow, account, require, staff
from mewayz_kit.bulk import add_bulk_route
from mewayz_kit.errors import PreconditionRequired
from mewayz_kit.events import Handler
from mewayz_kit.exports import add_export_route
from mewayz_kit.ids import Id
from mewayz_kit.imports.importer import Importer, default_importer
from mewayz_kit.imports.routes import add_import_routes
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.records import Records
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page, patch_of
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork


class Resource:
    """Routes of one kind of record.

    `auth` is member (workspace and permission), account (the caller's own) or staff; `verbs` leaves routes out;
    `demand_match` demands `If-Match` on changes (documents); `keyed` demands an idempotency key on create. The verb
    `import` (or an `importer`, when flat columns are not simply the create body) adds the routes of CSV imports.
    `search` are the columns that `q` looks through; those of a long list are `__searched__` of its model instead
    (`mewayz_kit.words`).
    """

    is_resource = True

    def __init__(
        self,
        path: str,
        records: type[SQLModel] | Records[Any, Any],
        *,
        read: type[BaseModel] | None = None,
        create: type[BaseModel] | None = None,
        update: type[BaseModel] | None = None,
        permission: str,
        entity: str | None = None,
        auth: Literal["member", "account", "staff"] = "member",
        feature: Features = None,
        limit: str | None = None,
        filter: tuple[str, ...] = (),
        sort: tuple[str, ...] = ("created_at",),
        search: tuple[str, ...] = (),
        verbs: Sequence[str] = ("list", "get", "create", "update", "delete", "restore", "bulk", "export"),
        demand_match: bool = False,
        keyed: bool = False,
        importer: Importer | None = None,
        on_create: Callable[[UnitOfWork, Any], Awaitable[Any]] | None = None,
        on_update: Callable[[UnitOfWork, Any, Any], Awaitable[Any]] | None = None,
        on_delete: Callable[[UnitOfWork, Any], Awaitable[None]] | None = None,
    ) -> None:
        self.path, self.permission, self.auth, self.feature = path, permission, auth, feature
        self.records = _records_of(path, records, read, entity, limit)
        self.create_schema = create
        self.update_schema: Any = update or (patch_of(create) if create else None)
        self.keyed, self.demand_match = keyed, demand_match
        self.on_create = on_create or self.records.create
        self.on_update = on_update or self.records.update
        self.on_delete = on_delete or self.records.delete
        shown = tuple(self.records.read.model_fields)
        sought = search or getattr(self.records.model, "__searched__", ())
        self.rules = ListRules(self.records.model, shown, filter, sort, sought, self.records.filters)
        self.verbs = frozenset(verbs) | ({"import"} if importer else set())
        self._importer = importer
        self.handlers: list[Handler] = []

    def need(self, verb: str) -> Any:
        """The requirement of one verb: read, write, delete, export …"""
        if self.auth == "account":
            return account()
        if self.auth == "staff":
            return staff(f"{self.permission}:{verb}")
        return require(f"{self.permission}:{verb}", feature=self.feature)

    @cached_property
    def importer(self) -> Importer:
        """How its rows are imported: as declared, or by the create body."""
        if self._importer is not None:
            return self._importer
        if self.create_schema is None or self.auth != "member":
            raise TypeError(f"{self.path} cannot be imported: that takes a create body and a workspace")
        return default_importer(self.create_schema, self.records.model, self.rules.filter)

    @property
    def creates_plainly(self) -> bool:
        """Whether creating has no behaviour of its own, so that many can be created at once."""
        return self.on_create == self.records.create

    @cached_property
    def router(self) -> APIRouter:
        """The router with the declared routes; add action endpoints to it."""
        router = new_router(self.path)
        adders = {
            "list": self._add_list,
            "create": self._add_create,
            "bulk": self._add_bulk,
            "export": self._add_export,
            "import": self._add_import,
            "get": self._add_get,
            "update": self._add_update,
            "delete": self._add_delete,
            "restore": self._add_restore,
        }
        for verb, add in adders.items():
            if verb in self.verbs:
                add(router)
        return router

    def _add_list(self, router: APIRouter) -> None:
        adapter: TypeAdapter[Any] = TypeAdapter(Page[self.records.read])  # type: ignore[name-defined]
        extra = {"parameters": list_parameters(self.rules)}

        @router.get("", openapi_extra=extra, response_model=Page[self.records.read])  # type: ignore[name-defined]
        async def list(request: Request, p: Annotated[Principal, self.need("read")], uow: Uow) -> Response:
            """One page, newest first unless `sort` says otherwise."""
            query = parse_list(self.rules, request.query_params.multi_items())
            page = await self.records.page(uow, query)
            return Response(adapter.dump_json(page, include=shown_of(query)), media_type="application/json")

    def _add_get(self, router: APIRouter) -> None:
        Read = self.records.read

        @router.get("/{record_id}", response_model=Read)
        async def get(
            record_id: Id, request: Request, p: Annotated[Principal, self.need("read")], uow: Uow
        ) -> Response:
            """One record with its `ETag`; 304 when `If-None-Match` names the present version."""
            return unless_known(request, await self.records.read_one(uow, record_id))

    def _add_create(self, router: APIRouter) -> None:
        if self.create_schema is None:
            return
        Create, Read = self.create_schema, self.records.read
        settings = options(idempotency="required" if self.keyed else "optional")

        @router.post("", status_code=201, response_model=Read, openapi_extra=settings)
        async def create(data: Create, p: Annotated[Principal, self.need("write")], uow: Uow) -> Response:  # type: ignore[valid-type]
            """Create a record; `Location` names it."""
            row = await self.on_create(uow, data)
            location = f"/api/v1/{self.path}/{row.id}"
            return record_answer(await self.records.show_one(uow, row), 201, {"Location": location})

    def _add_update(self, router: APIRouter) -> None:
        if self.update_schema is None:
            return
        Update, Read = self.update_schema, self.records.read

        @router.patch("/{record_id}", response_model=Read)
        async def update(
            record_id: Id,
            data: Update,  # type: ignore[valid-type]
            p: Annotated[Principal, self.need("write")],
            uow: Uow,
            if_match: IfMatch = None,
        ) -> Response:
            """Change fields by JSON Merge Patch (RFC 7396): absent fields stay, null clears."""
            row = await self.for_change(uow, record_id, if_match)
            row = await self.on_update(uow, row, data)
            return record_answer(await self.records.show_one(uow, row))

    def _add_delete(self, router: APIRouter) -> None:
        @router.delete("/{record_id}", status_code=204)
        async def delete(
            record_id: Id, p: Annotated[Principal, self.need("delete")], uow: Uow, if_match: IfMatch = None
        ) -> Response:
            """Delete a record."""
            await self.on_delete(uow, await self.for_change(uow, record_id, if_match))
            return Response(status_code=204)

    def _add_restore(self, router: APIRouter) -> None:
        if not self.records.soft:
            return
        Read = self.records.read

        @router.post("/{record_id}/restore", response_model=Read)
        async def restore(record_id: Id, p: Annotated[Principal, self.need("delete")], uow: Uow) -> Response:
            """Bring a deleted record back, at most 30 days later."""
            row = await self.records.restore(uow, record_id)
            return record_answer(await self.records.show_one(uow, row))

    def _add_bulk(self, router: APIRouter) -> None:
        if self.create_schema is not None:
            add_bulk_route(router, self)

    def _add_export(self, router: APIRouter) -> None:
        add_export_route(router, self, list_parameters(self.rules))

    def _add_import(self, router: APIRouter) -> None:
        add_import_routes(router, self)

    async def for_change(self, uow: UnitOfWork, record_id: UUID, if_match: str | None) -> Any:
        """The row for a change, locked, when `If-Match` allows it."""
        if self.demand_match and if_match is None:
            raise PreconditionRequired(detail="Send If-Match with the version you read.")
        row = await self.records.get(uow, record_id, lock=True)
        self.records.match(row, if_match)
        return row


def _records_of(
    path: str,
    records: type[SQLModel] | Records[Any, Any],
    read: type[BaseModel] | None,
    entity: str | None,
    limit: str | None,
) -> Records[Any, Any]:
    if isinstance(records, Records):
        return records
    if read is None:
        raise TypeError(f"{path}: a model needs its read schema")
    name = entity or _singular(path.rpartition("/")[2].replace("-", "_"))
    return Records(records, read, entity=name, limit=limit)


def _singular(plural: str) -> str:
    if plural.endswith("ies"):
        return plural[:-3] + "y"
    return plural.removesuffix("s")
