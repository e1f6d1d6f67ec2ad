"""Own hosts: a request whose `Host` is not the platform's belongs to the workspace that has proven the name.

Workspace says which service and which target answer there. What is reached is what that service shows to visitors:
its public and portal routes below `/api/v1`, and the pages it declares for such targets (`options(own_host="site")`).
A page's path is written as on the platform, `/s/{target}/{path:path}`, and is asked for without what leads up to the
target: `/about`. Without `{target}` only its first segment is left out: `/l/{code}` is `/{code}`.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from mewayz_gateway.cache import Remembered
from mewayz_gateway.edge import Inbound
from mewayz_gateway.internal import InternalCalls
from mewayz_gateway.limits import Limits
from mewayz_gateway.routes import Route, RouteTable
from mewayz_gateway.settings import GatewaySettings
from mewayz_kit.errors import NotFound

VISITORS = frozenset({"public", "portal"})
ANYWHERE = frozenset({"/healthz", "/readyz", "/internal/v1/jwks"})
"""What probes and services ask the gateway under whatever name they know it by."""
TARGET = "{target}"
_HOST = re.compile(r"([a-z0-9-]+(?:\.[a-z0-9-]+)+)\.?(?::[0-9]{1,5})?")


@dataclass(slots=True)
class Door:
    """What one kind of target of one service shows, by the paths of an own host; `prefixes` lead to the real ones."""

    table: RouteTable = field(default_factory=lambda: RouteTable([]))
    prefixes: dict[Route, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """What answers on a host. `target` is the id of the page, or of the workspace where it has only one such page."""

    host: str
    workspace: str
    target: str
    door: Door
    redirect: str | None

    def find(self, method: str, path: str) -> Route:
        """As `RouteTable.find`; a page is never found below the addresses of the API."""
        route = self.door.table.find(method, path)
        if route in self.door.prefixes and path.startswith(("/api/", "/internal/")):
            raise NotFound(detail="There is nothing at this address.")
        return route

    def allowed(self, path: str) -> list[str]:
        """As `RouteTable.allowed`."""
        return self.door.table.allowed(path)

    def enter(self, route: Route, inbound: Inbound) -> None:
        """Turn the request to the page it means, and tell the service whose host it came by."""
        prefix = self.door.prefixes.get(route)
        if prefix is not None:
            prefix = prefix.replace(TARGET, self.target)
            path, raw = ("", b"") if inbound.path == "/" else (inbound.path, inbound.raw_path)
            inbound.inner = (prefix + path, prefix.encode() + raw)
        inbound.headers.append((b"mewayz-internal-host", self.host.encode()))
        inbound.headers.append((b"mewayz-internal-workspace", self.workspace.encode()))

    def moved_to(self, inbound: Inbound, query: bytes) -> bytes | None:
        """Where the host sends its visitors instead, with the path they asked for; None when it answers itself."""
        if self.redirect is None:
            return None
        return self.redirect.rstrip("/").encode() + inbound.raw_path + (b"?" + query if query else b"")


class OwnHosts:
    """Asks workspace what answers on a host and remembers it; known hosts go on while workspace is away."""

    def __init__(
        self, settings: GatewaySettings, routes: Sequence[Route], calls: InternalCalls, limits: Limits
    ) -> None:
        names = {urlsplit(settings.public_url).hostname or "", *settings.hosts}
        self._suffixes = tuple(f".{name.lower()}" for name in names if "." in name and not _is_address(name))
        self._doors = make_doors(routes)
        self._calls = calls
        self._limits = limits
        self._known: Remembered[str, Place] = Remembered(self._ask, fresh=30.0, absent=5.0, stale=float("inf"))
        self.is_platform = lru_cache(maxsize=4096)(self._is_platform)

    def _is_platform(self, header: bytes | None) -> bool:
        """Whether a `Host` is one of ours: our names and those below them, addresses, names without a dot."""
        text = (header or b"").decode("latin-1").lower()
        found = _HOST.fullmatch(text)
        if found is None:
            return "." not in text or text.startswith("[")
        name = found.group(1)
        return _is_address(name) or f".{name}".endswith(self._suffixes)

    async def place(self, inbound: Inbound) -> Place:
        """What answers on the host of a request, or 404 `unknown_host`; who tries many unknown names waits (429)."""
        found = _HOST.fullmatch((inbound.host or b"").decode("latin-1").lower())
        name = found.group(1) if found else ""
        place, asks = None, False
        if 0 < len(name) <= 253:
            asks = not self._known.knows(name)
            if asks:
                await self._limits.check_denied(inbound.address)
            place = await self._known.get(name, stale_allowed=True)
        if place is None:
            if asks:
                await self._limits.count_denied(inbound.address)
            raise NotFound("unknown_host", "Nothing answers on this host name here.")
        return place

    def evict_host(self, host: str) -> None:
        """A domain changed; the same name with `www.` in front may lead to it."""
        self._known.evict(lambda name, _: name.removeprefix("www.") == host.removeprefix("www."))

    def evict_workspace(self, workspace: str) -> None:
        """A workspace was closed, hidden or came back."""
        self._known.evict(lambda _, place: place is None or place.workspace == workspace)

    async def _ask(self, name: str) -> Place | None:
        answer = await self._calls.get("workspace", f"/hosts/{name}")
        if answer is None:
            return None
        target, workspace = answer["target"], str(answer["workspace_id"])
        return Place(
            host=name,
            workspace=workspace,
            target=str(target.get("id") or workspace),
            door=self._doors.get((answer["service"], target["type"]))
            or self._doors.get((answer["service"], ""))
            or Door(),
            redirect=answer.get("redirect_to"),
        )


def make_doors(routes: Iterable[Route]) -> dict[tuple[str, str], Door]:
    """The doors by service and kind of target; kind `""` is a service's door for targets without pages."""
    shown = [replace(route, auth=route.auth & VISITORS) for route in routes if route.auth & VISITORS]
    kinds = {(route.service, route.own_host or "") for route in shown} | {(route.service, "") for route in shown}
    doors: dict[tuple[str, str], Door] = {}
    for service, kind in kinds:
        door = doors[service, kind] = Door()
        for route in shown:
            if route.service != service:
                continue
            if route.own_host is None and route.path.startswith("/api/"):
                door.table.add(route)
            elif kind and route.own_host == kind:
                prefix, path = _split(route.path)
                page = replace(route, path=path)
                door.table.add(page)
                door.prefixes[page] = prefix
    return doors


def _split(path: str) -> tuple[str, str]:
    """A page's path on the platform as what leads to the target, and the path below it."""
    before, target, below = path.partition(TARGET)
    if not target:
        _, first, *rest = path.split("/")
        before, below = f"/{first}", "".join(f"/{segment}" for segment in rest)
    return before + target, below or "/"


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
