"""A service: a name, its features found by convention, and what it needs at run time.

::

    service = Service("crm", title="CRM and e-mail", base=Base, calls=("workspace", "identity"))

A feature is a folder; `models`, `events`, `api`, `handlers`, `actions` and `template_parts` in it are found by name.
Nothing is registered anywhere else.
"""

import asyncio
import pkgutil
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module, metadata
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar
from uuid import UUID

import httpx2
from fastapi import APIRouter
from sqlmodel import SQLModel

from mewayz_kit import privacy, retention, tenants
from mewayz_kit.actions import Action, action_handlers, find_actions
from mewayz_kit.client import InternalClient, InternalKeys, TokenAuthority
from mewayz_kit.clock import Clock, load_clock
from mewayz_kit.config import Settings, load_settings
from mewayz_kit.crypto import Crypto
from mewayz_kit.db import Database, open_database, service_url
from mewayz_kit.egress import Egress
from mewayz_kit.events import Event, Handler, find_handlers
from mewayz_kit.files import FileStore, open_files
from mewayz_kit.ids import named_id, new_id
from mewayz_kit.imports import jobs as import_jobs
from mewayz_kit.inbox import Inbox
from mewayz_kit.notices import Renderer, find_renderers
from mewayz_kit.records import Records
from mewayz_kit.tables import KitTables
from mewayz_kit.templates.installations import part_handlers
from mewayz_kit.templates.parts import PartType
from mewayz_kit.tenants import Tenant, Tenants
from mewayz_kit.transport.base import Envelope, Transport
from mewayz_kit.uow import UnitOfWork

Part = TypeVar("Part")
ENTRY_POINTS = "mewayz.services"
KIT_MODULES = (tenants, retention, import_jobs, privacy)


@dataclass(frozen=True, slots=True)
class Feature:
    """What discovery found in one folder."""

    name: str
    doc: str
    routers: tuple[APIRouter, ...] = ()
    handlers: tuple[Handler, ...] = ()
    events: tuple[type[Event], ...] = ()
    resources: tuple[Any, ...] = ()
    hooks: tuple[Callable[..., Awaitable[Any]], ...] = ()
    renderers: tuple[Renderer, ...] = ()
    actions: tuple[Action, ...] = ()
    part_types: tuple[PartType, ...] = ()


@dataclass(eq=False)
class Service:
    """One domain service. `calls` names the services it may call; `load_tenant` and `load_access` are workspace's own,
    `authority` identity's; `awaits` names events that it handles although nobody publishes them yet; `narrow` may let
    the caller of a request in a workspace see only what is theirs (`mewayz_kit.tenancy`)."""

    name: str
    title: str
    base: type[SQLModel]
    settings: type[Settings] = Settings
    calls: tuple[str, ...] = ()
    awaits: tuple[str, ...] = ()
    load_tenant: Callable[["Runtime", UUID], Awaitable[Tenant]] | None = None
    load_access: Callable[["Runtime", UUID, UUID], Awaitable[Mapping[str, Any] | None]] | None = None
    on_start: Callable[["Runtime"], Awaitable[None]] | None = None
    authority: TokenAuthority | None = None
    narrow: Callable[[UnitOfWork], Awaitable[None]] | None = None

    @property
    def package(self) -> str:
        """The import package."""
        return f"mewayz_{self.name}"

    @property
    def tables(self) -> KitTables:
        """The chassis tables in this service's metadata."""
        tables: KitTables = self.base.metadata.info["kit"]
        return tables

    @property
    def migrations(self) -> Path:
        """The folder of Alembic revisions, inside the package, so that an image brings its own."""
        return Path(str(import_module(self.package).__file__)).parent / "migrations"

    def load_settings(self) -> Settings:
        """Its settings from the environment, or `ConfigurationError`."""
        return load_settings(self.settings, self.name)

    @cached_property
    def features(self) -> list[Feature]:
        """Every feature folder of the package, imported, in alphabetical order."""
        return [_load_feature(self.package, name) for name in _feature_names(self.package)]

    @cached_property
    def records(self) -> list[Records[Any, Any]]:
        """The records of all features, whichever file they stand in."""
        self.features  # imports every file that declares some  # noqa: B018
        own = [module for name, module in list(sys.modules.items()) if name.startswith(f"{self.package}.")]
        declared = [value for module in own for value in vars(module).values() if isinstance(value, Records)]
        found = [*declared, *(resource.records for feature in self.features for resource in feature.resources)]
        return sorted({id(records): records for records in found}.values(), key=lambda records: records.entity)

    @property
    def handlers(self) -> list[Handler]:
        """The handlers of all features and of the chassis."""
        own = [handler for feature in self.features for handler in feature.handlers]
        kit = [h for module in KIT_MODULES for h in find_handlers(vars(module), module.__name__)]
        resources = [h for f in self.features for r in f.resources for h in r.handlers]
        return [*own, *kit, *resources, *action_handlers(self), *part_handlers(self)]


class Runtime:
    """One service in one process: settings, database, clock, transport, client. Passed, never global."""

    def __init__(
        self,
        service: Service,
        settings: Settings,
        *,
        transport: Transport,
        clock: Clock | None = None,
        internal: Mapping[str, httpx2.AsyncBaseTransport] | None = None,
        database: Database | None = None,
    ) -> None:
        """`internal` maps callee names to in-process transports; what is not in it goes over the network. `database`:
        engines that are there already, instead of new ones for the URL of the settings."""
        self.service = service
        self.settings = settings
        self.transport = transport
        self.clock = clock or load_clock(settings.clock)
        self.db: Database = database or open_database(
            service_url(settings.database_url.get_secret_value(), service.name),
            pool_size=settings.database_pool,
        )
        self.crypto = Crypto(settings.secret_key)
        self.files: FileStore = open_files(settings.files_url, service.name)
        self.egress = Egress(settings.egress_allow)
        self.relay_wanted = asyncio.Event()
        self.work_wanted = asyncio.Event()
        self.timer_slots: dict[str, int] = {}
        self.inbox = Inbox(self, service.handlers)
        self.tenants = Tenants(self)
        self.client = InternalClient(self, internal)
        self.keys = InternalKeys(self)
        self._parts: dict[type[Any], Any] = {}

    def part(self, kind: type[Part]) -> Part:
        """The one `kind(runtime)` of this runtime, made at first use: where a service keeps caches and pools."""
        if kind not in self._parts:
            self._parts[kind] = kind(self)  # type: ignore[call-arg]
        found: Part = self._parts[kind]
        return found

    def timer_envelope(self, handler: Handler, slot: int) -> Envelope:
        """The message of one slot of an `@every` timer; the same in every replica."""
        return Envelope(
            id=named_id(self.service.name, handler.consumer, slot),
            source=self.service.name,
            type=f"timer:{handler.consumer}",
            subject=handler.consumer,
            time=self.clock.now(),
            data={},
            public=False,
            correlationid=new_id(),
        )

    async def close(self) -> None:
        """Give back connections."""
        await self.client.close()
        await self.db.close()


def installed_services(only: Sequence[str] | None = None) -> list[Service]:
    """The services whose packages are installed, by name; `only` narrows them."""
    found = sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda entry: entry.name)
    return [entry.load() for entry in found if only is None or entry.name in only]


def _feature_names(package: str) -> list[str]:
    root = import_module(package)
    names = []
    for module in pkgutil.walk_packages(root.__path__, f"{package}."):
        parts = module.name.split(".")
        if module.ispkg and "tests" not in parts and "migrations" not in parts:
            names.append(module.name.removeprefix(f"{package}."))
    return sorted(names)


def _load_feature(package: str, name: str) -> Feature:
    folder = import_module(f"{package}.{name}")
    parts: dict[str, ModuleType] = {}
    for part in ("models", "events", "api", "internal", "handlers", "actions", "template_parts"):
        path = f"{package}.{name}.{part}"
        if pkgutil.resolve_name(f"{package}.{name}") and _exists(folder, part):
            parts[part] = import_module(path)
    api, handlers, events = parts.get("api"), parts.get("handlers"), parts.get("events")
    actions, template_parts = parts.get("actions"), parts.get("template_parts")
    return Feature(
        name=name,
        doc=(folder.__doc__ or "").strip(),
        routers=(*_routers(api), *_routers(parts.get("internal"))),
        handlers=tuple(find_handlers(vars(handlers), handlers.__name__)) if handlers else (),
        hooks=tuple(privacy.find_hooks(vars(handlers), handlers.__name__)) if handlers else (),
        renderers=tuple(find_renderers(vars(handlers), handlers.__name__)) if handlers else (),
        actions=tuple(find_actions(vars(actions), actions.__name__)) if actions else (),
        part_types=tuple(v for v in vars(template_parts).values() if isinstance(v, PartType)) if template_parts else (),
        events=tuple(
            value
            for value in vars(events or folder).values()
            if isinstance(value, type) and issubclass(value, Event) and value.__module__ == f"{package}.{name}.events"
        ),
        resources=tuple(
            value
            for value in vars(api).values()
            if getattr(value, "is_resource", False) and not isinstance(value, type)
        )
        if api
        else (),
    )


def _exists(folder: ModuleType, part: str) -> bool:
    return any(module.name == part for module in pkgutil.iter_modules(folder.__path__))


def _routers(module: ModuleType | None) -> tuple[APIRouter, ...]:
    if module is None:
        return ()
    found = [value for value in vars(module).values() if isinstance(value, APIRouter)]
    return tuple(found)


@dataclass
class Lifespans:
    """Background tasks of a process: started in order, stopped in reverse, one failure stops all."""

    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self, name: str, work: Awaitable[None]) -> None:
        """Run `work` until `stop`."""
        self.tasks.append(asyncio.ensure_future(work))
        self.tasks[-1].set_name(name)

    async def stop(self) -> None:
        """Cancel in reverse order and wait."""
        for task in reversed(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()
