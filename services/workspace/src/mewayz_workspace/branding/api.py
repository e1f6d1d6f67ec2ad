"""Routes of branding."""

from typing import Annotated

from fastapi import Query, Response

from mewayz_kit.answers import IfMatch, record_answer
from mewayz_kit.auth import Anyone, Uow, require
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal
from mewayz_workspace.branding import service
from mewayz_workspace.branding.schemas import BrandingRead, BrandingUpdate, PublicBranding

router = new_router("workspace/branding")
public_router = new_router("workspace/public", tag="public_branding")
Reader = Annotated[Principal, require("workspace.branding:read")]
Writer = Annotated[Principal, require("workspace.branding:write")]


@router.get("", response_model=BrandingRead)
async def get(p: Reader, uow: Uow) -> Response:
    """Logos, colours, names and badge of the workspace; version 0 until something was chosen."""
    return record_answer(await service.show(uow))


@router.patch("", response_model=BrandingRead)
async def update(data: BrandingUpdate, p: Writer, uow: Uow, if_match: IfMatch = None) -> Response:
    """Change fields by JSON Merge Patch. 422 `contrast_too_low` with the nearest `suggestion` for colours below
    4.5:1 (WCAG 2.2); 403 `badge_forced` where the plan shows the badge; 403 `feature_disabled` for white label and
    a name of one's own for the product without that feature; 422 `unknown_reference` for a logo that is no ready,
    public image of the library."""
    return record_answer(await service.change(uow, data, if_match))


@public_router.get("/branding", openapi_extra=options(rate="public"))
async def public_branding(
    workspace: Annotated[str, Query(max_length=60, description="Slug of the workspace.", examples=["acme"])],
    p: Anyone,
    uow: Uow,
) -> PublicBranding:
    """How a workspace shows itself, for sign-in and public pages. 404 for an unknown or hidden one."""
    return await service.public(uow, workspace)
