"""Routes of things and diaries."""

from typing import Annotated

from mewayz_kit.auth import Anonymous, Anyone, Uow, account, internal_only, require, staff
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal
from mewayz_sample.things.models import Diary, Thing
from mewayz_sample.things.schemas import DiaryCreate, DiaryRead, ThingCreate, ThingRead, ThingUpdate

things = Resource(
    "sample/things",
    Thing,
    read=ThingRead,
    create=ThingCreate,
    update=ThingUpdate,
    permission="sample.things",
    limit="sample.things",
    search=("name", "code"),
    filter=("name", "size", "seen_at", "created_at"),
    sort=("created_at", "name", "size"),
)
router = things.router

diaries = Resource(
    "sample/diaries",
    Diary,
    read=DiaryRead,
    create=DiaryCreate,
    permission="sample.diaries",
    auth="account",
    demand_match=True,
    keyed=True,
)
diary_router = diaries.router

probes = new_router("sample/probes")


@probes.get("/public")
async def everybody(p: Anyone) -> dict[str, str]:
    """Who am I."""
    return {"kind": p.kind}


@probes.get("/feature")
async def gated(p: Annotated[Principal, require("sample.things:read", feature="gold")]) -> dict[str, str]:
    """Only with the feature."""
    return {"kind": p.kind}


@probes.get("/staff")
async def staffed(p: Annotated[Principal, staff("platform.sample:read")]) -> dict[str, str]:
    """Only staff."""
    return {"kind": p.kind}


@probes.get("/service")
async def served(p: Annotated[Principal, internal_only("crm")]) -> dict[str, str]:
    """Only one service."""
    return {"kind": p.kind}


@probes.post("/step-up", openapi_extra=options(no_impersonation=True))
async def guarded(p: Annotated[Principal, account(step_up=True, verified=True)]) -> dict[str, str]:
    """Only just after a fresh proof."""
    return {"kind": p.kind}


@probes.post("/way-in", openapi_extra=options(idempotency="none"))
async def way_in(p: Anonymous, uow: Uow) -> dict[str, str]:
    """For nobody in particular; reads apart from its transaction."""
    async with uow.apart(writes=False) as reading:
        return {"kind": reading.principal.kind}


@probes.post("/apart")
async def stand_apart(p: Anyone, uow: Uow) -> dict[str, str]:
    """A mistake: its key, if it has one, would be taken before what stands apart."""
    async with uow.apart(writes=False) as reading:
        return {"kind": reading.principal.kind}


@probes.post("/broken")
async def broken(p: Anyone, uow: Uow) -> dict[str, str]:
    """A bug."""
    raise ZeroDivisionError(f"secret {uow.principal.id}")
