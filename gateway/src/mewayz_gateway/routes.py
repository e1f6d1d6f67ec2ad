"""What may be routed: the list in `contracts/routes.json`, as a tree of path segments.

A path that is not listed does not exist. At each level a literal segment wins over one with a literal part
(`@{handle}`), that one over a whole parameter, and all over a rest (`{path:path}`), which may only come last.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mewayz_kit.errors import MethodNotAllowed, NotFound

SAFE_METHODS = frozenset({"GET", "HEAD"})
KINDS = frozenset({"member", "key", "account", "portal", "staff", "public"})
_PARAMETER = re.compile(r"\{[^{}]+\}")


@dataclass(frozen=True, slots=True)
class Route:
    """One method of one path, and what the gateway must hold a request to. `timeout` 0 means no deadline; with `cors`
    "own" the service says which origins may call."""

    method: str
    path: str
    service: str
    operation: str = ""
    auth: frozenset[str] = frozenset({"member"})
    permission: str | None = None
    rate: str = "default"
    timeout: float = 30.0
    idempotency: str = "optional"
    stream: bool = False
    body_limit: int = 1_048_576
    no_impersonation: bool = False
    own_host: str | None = None
    while_leaving: bool = False
    cors: str | None = None

    @classmethod
    def load(cls, entry: Mapping[str, Any]) -> "Route":
        """A route from its entry in the list; unknown kinds and internal paths are refused."""
        known = {name: entry[name] for name in cls.__dataclass_fields__ if name in entry}
        route = cls(**known | {"auth": frozenset(entry["auth"])})
        if route.path == "/internal" or route.path.startswith("/internal/"):
            raise ValueError(f"{route.path}: internal routes are never public")
        if not route.auth or route.auth - KINDS:
            raise ValueError(f"{route.method} {route.path}: unknown auth kinds {sorted(route.auth - KINDS)}")
        if route.cors not in {None, "own"} or (route.cors and route.auth != {"public"}):
            raise ValueError(f"{route.method} {route.path}: a service allows origins only where no credential counts")
        return route


@dataclass(slots=True)
class _Node:
    """One segment of the tree."""

    literals: dict[str, "_Node"] = field(default_factory=dict)
    patterns: list[tuple[re.Pattern[str], "_Node"]] = field(default_factory=list)
    parameter: "_Node | None" = None
    rest: "_Node | None" = None
    methods: dict[str, Route] = field(default_factory=dict)

    def child(self, segment: str) -> "_Node":
        """The node below for a declared segment, made when it is new."""
        if not _PARAMETER.search(segment):
            return self.literals.setdefault(segment, _Node())
        if segment.startswith("{") and segment.endswith(":path}"):
            self.rest = self.rest or _Node()
            return self.rest
        if _PARAMETER.fullmatch(segment):
            self.parameter = self.parameter or _Node()
            return self.parameter
        literal = (re.escape(part) for part in _PARAMETER.split(segment))
        pattern = re.compile("[^/]+?".join(literal))
        for known, node in self.patterns:
            if known.pattern == pattern.pattern:
                return node
        self.patterns.append((pattern, _Node()))
        return self.patterns[-1][1]


class RouteTable:
    """Finds the route of a request."""

    def __init__(self, entries: Iterable[Mapping[str, Any]]) -> None:
        self._root = _Node()
        self._literal: dict[tuple[str, str], Route] = {}
        self.routes = [Route.load(entry) for entry in entries]
        for route in self.routes:
            self._place(route)

    @property
    def services(self) -> frozenset[str]:
        """The services that routes lead to."""
        return frozenset(route.service for route in self.routes)

    def add(self, route: Route) -> None:
        """One more route."""
        self.routes.append(route)
        self._place(route)

    def _place(self, route: Route) -> None:
        node = self._root
        for segment in route.path.split("/")[1:]:
            node = node.child(segment)
        if route.method in node.methods:
            raise ValueError(f"{route.method} {route.path} is declared twice")
        node.methods[route.method] = route
        if not _PARAMETER.search(route.path):
            self._literal[route.method, route.path] = route

    def find(self, method: str, path: str) -> Route:
        """The route of `method` and `path`; `NotFound` for an unlisted path, `MethodNotAllowed` otherwise."""
        # Literal segments win at every level, so a path that is listed letter by letter is the best there is.
        route = self._literal.get((method, path))
        if route is not None:
            return route
        allowed: set[str] = set()
        route = _find(self._root, path.split("/"), 1, method, allowed)
        if route is not None:
            return route
        if allowed:
            raise MethodNotAllowed(
                detail=f"{path} does not take {method}.", headers={"Allow": ", ".join(sorted(allowed))}
            )
        raise NotFound(detail="There is nothing at this address.")

    def allowed(self, path: str) -> list[str]:
        """The methods of `path`, sorted; empty when it is not listed."""
        found: set[str] = set()
        _find(self._root, path.split("/"), 1, "", found)
        return sorted(found)


def _find(node: _Node, segments: list[str], at: int, method: str, allowed: set[str]) -> Route | None:
    """Walk down, best match first; a dead end goes back up. Collects the other methods of matching paths."""
    if at == len(segments):
        allowed.update(node.methods)
        return node.methods.get(method)
    segment = segments[at]
    literal = node.literals.get(segment)
    if literal is not None:
        found = _find(literal, segments, at + 1, method, allowed)
        if found is not None:
            return found
    if segment:
        for pattern, child in node.patterns:
            if pattern.fullmatch(segment):
                found = _find(child, segments, at + 1, method, allowed)
                if found is not None:
                    return found
        if node.parameter is not None:
            found = _find(node.parameter, segments, at + 1, method, allowed)
            if found is not None:
                return found
        if node.rest is not None:
            allowed.update(node.rest.methods)
            return node.rest.methods.get(method)
    return None
