"""Routes of a workspace's features."""

from typing import Annotated

from fastapi import Path

from mewayz_kit.auth import Uow, require
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal
from mewayz_workspace.entitlements.features import service
from mewayz_workspace.entitlements.features.schemas import FeaturesChosen, FeaturesShown

router = new_router("workspace/features")
Writer = Annotated[Principal, require("workspace.features:write")]
Slug = Annotated[str, Path(max_length=60, description="Slug of a feature.")]


@router.get("")
async def get(p: Annotated[Principal, require("workspace.features:read")], uow: Uow) -> FeaturesShown:
    """The catalogue as seen from this workspace: what is on, chosen, counted or not available."""
    return await service.show(uow)


@router.put("")
async def put(data: FeaturesChosen, p: Writer, uow: Uow) -> FeaturesShown:
    """Choose features; what is not named is switched off, its data stays. Works on the next request.

    422 `unknown_feature`, `duplicate_feature`, `missing_dependency` (each named); 402 `plan_limit_reached`
    {metric, used, limit, upgrade} or `payment_required` {feature, plans}.
    """
    await service.choose(uow, data.features)
    return await service.show(uow)


@router.post("/{slug}/enable")
async def enable(slug: Slug, p: Writer, uow: Uow) -> FeaturesShown:
    """Switch one feature on; the same refusals as choosing all."""
    await service.enable(uow, slug)
    return await service.show(uow)


@router.post("/{slug}/disable")
async def disable(slug: Slug, p: Writer, uow: Uow) -> FeaturesShown:
    """Switch one feature off; 422 `unknown_feature`, or `missing_dependency` while another one needs it."""
    await service.disable(uow, slug)
    return await service.show(uow)
