"""The edge of a service: one route class that checks the caller, opens the unit of work and commits it.

The commit happens after the answer is built and before it leaves: a client that sees 201 can rely on the row.

A request whose transaction was undone to end a deadlock is done again, as its client would do it when told that the
record is busy.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError
from structlog.contextvars import bind_contextvars, clear_contextvars

from mewayz_kit import idempotency
from mewayz_kit.auth import NOBODY, Requirement, requirement_of
from mewayz_kit.db import is_deadlock
from mewayz_kit.errors import Forbidden
from mewayz_kit.ids import new_id
from mewayz_kit.telemetry import current_traceparent
from mewayz_kit.tokens import ANONYMOUS, Principal
from mewayz_kit.uow import MAX_DEPTH, Cause, UnitOfWork

log = structlog.get_logger(__name__)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PAUSES = (0.0, 0.02, 0.05, 0.1)
"""Seconds between the tries of one request, so that those it stands in the way of get through."""
TOKEN_HEADER = "mewayz-internal-token"  # noqa: S105 - the name of a header


def options(
    *,
    rate: str = "default",
    timeout: int = 30,
    idempotency: str = "optional",
    stream: bool = False,
    body_limit: int = 1_048_576,
    no_impersonation: bool = False,
    own_host: str | None = None,
    while_leaving: bool = False,
    cors: str | None = None,
) -> dict[str, Any]:
    """What the gateway must know of a route beyond its requirement; pass it as `openapi_extra`.

    `rate`: default, auth, upload or public · `timeout` in seconds · `idempotency`: none (also: the use-case stands
    `apart`), optional, required ·
    `stream`: long-lived answer, no deadline · `body_limit` in bytes · `while_leaving`: works for somebody whose
    account is about to be erased · `own_host`: the page answers on hosts of workspaces that lead to such a target
    (site, shop …): there its path is what follows `{target}`, or its first segment · `cors="own"`: the service says
    itself which origins may call (a public route without credentials, with an OPTIONS route beside it).
    """
    return {"x-mewayz": {name: value for name, value in locals().items() if value is not None}}


DEFAULTS: dict[str, Any] = options()["x-mewayz"]


class EdgeRoute(APIRoute):
    """A route with a requirement, one transaction and idempotency."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler of this route."""
        handle = super().get_route_handler()
        requirement = requirement_of(self.dependant)
        if requirement is None:
            raise TypeError(f"{self.name}: declare who may call it (require, account, staff, public …)")
        settings = (self.openapi_extra or {}).get("x-mewayz", {})
        path = self.path_format

        async def edge(request: Request) -> Response:
            runtime = request.app.state.runtime
            principal = ANONYMOUS if requirement.kinds == NOBODY else await _principal(request, runtime)
            requirement.check(principal, now=runtime.clock.now().timestamp())
            if settings.get("no_impersonation") and principal.actor_id:
                raise Forbidden("impersonation_forbidden", "Not while acting for somebody else.")
            writes = request.method not in SAFE_METHODS
            uow = UnitOfWork(runtime, principal, cause=_cause(request), writes=writes)
            _bind_log(uow)
            if principal.workspace_id and (writes or requirement.feature):
                await _check_tenant(uow, requirement, writes=writes)
            if runtime.service.narrow is not None and principal.workspace_id:
                await runtime.service.narrow(uow)
            uow.keyable = writes and settings.get("idempotency") != "none"
            request.state.principal, request.state.uow = principal, uow
            try:
                response = await _answer(request, uow, handle, path)
                if response.status_code < 400:
                    await uow.commit()
                return response
            finally:
                await uow.close()

        return partial(_unless_deadlocked, edge)


async def _unless_deadlocked(edge: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
    for pause in PAUSES:
        try:
            return await edge(request)
        except DBAPIError as error:
            if not is_deadlock(error) or not _can_be_read_again(request):
                raise
            log.info("request.repeated", path=request.url.path)
        await asyncio.sleep(pause)
    return await edge(request)


def _can_be_read_again(request: Request) -> bool:
    """Whether the body is kept (Starlette does so for who asks for the whole); that of an upload has gone by."""
    sends_nothing = request.headers.get("content-length", "0") == "0" and "transfer-encoding" not in request.headers
    return sends_nothing or hasattr(request, "_body")


async def _answer(
    request: Request, uow: UnitOfWork, handle: Callable[[Request], Awaitable[Response]], path: str
) -> Response:
    keyed = await idempotency.keyed(request, uow, path) if uow.keyable else None
    if keyed is None:
        return await handle(request)
    stored = await idempotency.begin(uow, keyed)
    if stored is not None:
        return stored
    response = await handle(request)
    if response.status_code < 400:
        await idempotency.keep(uow, keyed, response)
    return response


async def _principal(request: Request, runtime: Any) -> Principal:
    token = request.headers.get(TOKEN_HEADER)
    return ANONYMOUS if token is None else await runtime.keys.verify(token)


async def _check_tenant(uow: UnitOfWork, requirement: Requirement, *, writes: bool) -> None:
    tenant = await uow.runtime.tenants.get(uow.workspace_id, at_least=uow.principal.plan_version)
    if writes:
        tenant.refuse_when_closed(uow.principal, requirement.permission)
    if requirement.feature:
        tenant.require_feature(requirement.feature)


def _cause(request: Request) -> Cause:
    headers = request.headers
    depth = headers.get("mewayz-depth", "0")
    return Cause(
        correlation_id=new_id(),
        depth=min(int(depth), MAX_DEPTH) if depth.isdecimal() else 0,
        # The span of this request, where there is one, is the parent of all that follows from it.
        traceparent=current_traceparent() or headers.get("traceparent"),
        request_id=headers.get("x-request-id") or str(new_id()),
        client_ip=headers.get("mewayz-internal-client-ip"),
    )


def _bind_log(uow: UnitOfWork) -> None:
    clear_contextvars()
    workspace: UUID | None = uow.principal.workspace_id
    bind_contextvars(
        request_id=uow.cause.request_id,
        workspace_id=str(workspace) if workspace else None,
        principal=uow.principal.id,
    )


def new_router(path: str, *, tag: str | None = None) -> APIRouter:
    """A router of edges below `/api/v1/{path}`; `path` is `service/resource`, for example `crm/deals`.

    Operation ids are `service_resource_endpoint`, so the endpoint's function name is its public verb.
    """
    service, _, resource = path.partition("/")
    feature = (tag or resource).replace("/", "_").replace("-", "_") or "root"
    return APIRouter(
        prefix=f"/api/v1/{path}",
        tags=[feature],
        route_class=EdgeRoute,
        generate_unique_id_function=lambda route: f"{service}_{feature}_{route.name}",
    )


def internal_router() -> APIRouter:
    """A router of edges below `/internal/v1`, which the gateway never routes."""
    return APIRouter(prefix="/internal/v1", route_class=EdgeRoute, include_in_schema=False)
