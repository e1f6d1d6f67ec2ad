"""Routes every service has: liveness, readiness, and what an operator may look at."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from mewayz_kit.auth import internal_only
from mewayz_kit.route import internal_router
from mewayz_kit.tokens import Principal


def system_routes() -> APIRouter:
    """`/healthz` (the process runs), `/readyz` (it can work), `/internal/v1/config` (redacted settings)."""
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

    router.routes.extend(edges.routes)
    return router
