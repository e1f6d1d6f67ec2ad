"""Routes of push subscriptions; they belong to a person and take no workspace header."""

from fastapi import Response

from mewayz_kit.answers import record_answer
from mewayz_kit.auth import Anyone, Person, Uow
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router, options
from mewayz_workspace.push_subscriptions import keys, service
from mewayz_workspace.push_subscriptions.schemas import PushKey, PushSubscriptionCreate, PushSubscriptionRead

subscriptions = Resource(
    "workspace/push-subscriptions",
    service.records,
    permission="workspace.push_subscriptions",
    auth="account",
    sort=("created_at",),
    verbs=("list", "get", "delete"),
    on_delete=service.end,
)
router = subscriptions.router
public_router = new_router("workspace/public", tag="push_key")


@router.post("", status_code=201, response_model=PushSubscriptionRead, openapi_extra=options(idempotency="none"))
async def create(data: PushSubscriptionCreate, p: Person, uow: Uow) -> Response:
    """Have this browser told of notifications whose push channel is on. Safe to repeat: one per endpoint.

    422 `destination_refused`, `https_required` or `host_unknown` for an endpoint that may not be called,
    `invalid_key`. When the browser ends its subscription (404, 410 of its push service), it disappears here.
    """
    row = await service.subscribe(uow, data)
    location = f"/api/v1/workspace/push-subscriptions/{row.id}"
    return record_answer(await service.records.show_one(uow, row), 201, {"Location": location})


@public_router.get("/push-key", openapi_extra=options(rate="public"))
async def push_key(p: Anyone, uow: Uow) -> PushKey:
    """The key that a browser subscribes with (`applicationServerKey`)."""
    return PushKey(public_key=(await keys.current(uow)).public)
