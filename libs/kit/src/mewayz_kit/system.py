"""Routes every service has: liveness, readiness, what an operator may look at, and the words of its notices."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from mewayz_kit.auth import Uow, internal_only
from mewayz_kit.notices import Asked, Words, render
from mewayz_kit.route import internal_router
from mewayz_kit.tokens import Principal


def system_routes() -> APIRouter:
    """`/healthz` (the process runs), `/readyz` (it can work), `/internal/v1/config` (redacted settings),
    `/internal/v1/notices/render` (the words of a deferred notice)."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz(request: Request, response: Response) -> dict[str, str]:
        try:
            await request.app.state.runtime.db.ping()
        except Exception:  # whatever is wrong with the database, this replica cannot work
            response.status_code = 503
            return {"status": "database_unavailable"}
        return {"status": "ready"}

    edges = internal_router()

    @edges.get("/config")
    async def config(request: Request, p: Annotated[Principal, internal_only()]) -> dict[str, Any]:
        settings: dict[str, Any] = request.app.state.runtime.settings.redacted()
        return settings

    @edges.post("/notices/render")
    async def render_notice(data: Asked, p: Annotated[Principal, internal_only("workspace")], uow: Uow) -> Words:
        return await render(uow, data)

    router.routes.extend(edges.routes)
    return router
