"""Routes of API keys. Only signed-in members come here: a key cannot make or change keys."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from mewayz_identity.api_keys import service
from mewayz_identity.api_keys.schemas import ApiKeyCreate, ApiKeyRead, ApiKeySecret, ApiKeyUpdate, Rotate
from mewayz_kit.answers import IfMatch, list_parameters, page_answer, unless_known
from mewayz_kit.auth import Requirement, Uow
from mewayz_kit.ids import Id
from mewayz_kit.paging import ListRules, parse_list
from mewayz_kit.route import new_router, options
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal

router = new_router("identity/api-keys")
RULES = ListRules(
    service.RECORDS.model,
    tuple(ApiKeyRead.model_fields),
    filter=("kind", "state", "user_id", "created_at", "expires_at"),
    sort=("created_at", "name", "expires_at"),
    search=("name",),
)
SECRET = options(idempotency="none", no_impersonation=True)
GUARDED = options(no_impersonation=True)


def _members_only(verb: str, *, feature: str | None = None, verified: bool = False) -> Any:
    permission = f"identity.api_keys:{verb}"
    return Depends(Requirement(("member",), permission, feature, verified=verified))


Reader = Annotated[Principal, _members_only("read")]
Writer = Annotated[Principal, _members_only("write", feature="api-access", verified=True)]
Remover = Annotated[Principal, _members_only("delete")]


@router.get("", openapi_extra={"parameters": list_parameters(RULES)}, response_model=Page[ApiKeyRead])
async def list_keys(request: Request, p: Reader, uow: Uow) -> Response:
    """Keys of this workspace, also revoked and expired ones; never their secrets."""
    query = parse_list(RULES, request.query_params.multi_items())
    return page_answer(await service.RECORDS.page(uow, query), query)


@router.get("/{key_id}", response_model=ApiKeyRead)
async def get(key_id: Id, request: Request, p: Reader, uow: Uow) -> Response:
    """One key with its `ETag`, without its secret; 304 when `If-None-Match` names the present version."""
    return unless_known(request, await service.RECORDS.read_one(uow, key_id))


@router.post("", status_code=201, openapi_extra=SECRET)
async def create(data: ApiKeyCreate, response: Response, p: Writer, uow: Uow) -> ApiKeySecret:
    """Make a key. `key` is shown this once.

    402 `plan_limit_reached`, 403 `scope_not_yours`, `feature_disabled` or `email_not_verified`.
    """
    made = await service.create(uow, data)
    response.headers["Location"] = f"/api/v1/identity/api-keys/{made.id}"
    response.headers["Cache-Control"] = "no-store"
    return made


@router.patch("/{key_id}", openapi_extra=GUARDED)
async def update(key_id: Id, data: ApiKeyUpdate, p: Writer, uow: Uow, if_match: IfMatch = None) -> ApiKeyRead:
    """Change name, scopes or networks; every scope, old and new, must be your own. It counts within two seconds.

    403 `frozen_over_limit` for a key beyond what the plan allows after a downgrade: it works on, and can be revoked.
    """
    row = await service.RECORDS.get(uow, key_id, lock=True)
    service.RECORDS.match(row, if_match)
    return await service.RECORDS.show_one(uow, await service.edit(uow, row, data))


@router.post("/{key_id}/rotate", openapi_extra=SECRET)
async def rotate(key_id: Id, data: Rotate, response: Response, p: Writer, uow: Uow) -> ApiKeySecret:
    """A new secret, shown this once. The old one stays good for `overlap_seconds`, then stops.

    403 `frozen_over_limit` for a key beyond what the plan allows after a downgrade.
    """
    response.headers["Cache-Control"] = "no-store"
    return await service.rotate(uow, key_id, timedelta(seconds=data.overlap_seconds))


@router.post("/{key_id}/revoke", openapi_extra=GUARDED)
async def revoke(key_id: Id, p: Remover, uow: Uow) -> ApiKeyRead:
    """Stop a key for ever; it is refused within two seconds. 409 `invalid_transition` when it is not active."""
    return await service.revoke_by_id(uow, key_id)
