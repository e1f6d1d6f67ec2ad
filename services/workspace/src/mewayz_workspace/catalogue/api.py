"""Routes of the catalogue: public to read, staff to edit."""

from typing import Annotated, Any

from fastapi import APIRouter

from mewayz_kit.auth import Anyone, Uow, staff
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_kit.schema import Page
from mewayz_kit.tokens import Principal
from mewayz_workspace.audit.staff import StaffRecords
from mewayz_workspace.billing.plan_changes.handlers import spread_raised_limits
from mewayz_workspace.billing.plan_changes.schemas import Spread
from mewayz_workspace.billing.promotions.shown import specials_shown
from mewayz_workspace.billing.rules import DISCOUNTS_BP, year_saving
from mewayz_workspace.catalogue import entries, service
from mewayz_workspace.catalogue.models import Offer, OfferVersion
from mewayz_workspace.catalogue.schemas import (
    BundleCreate,
    EntryUpdate,
    FeatureShown,
    FeatureUpdate,
    GoalCreate,
    GoalShown,
    GoalsShown,
    IndustriesShown,
    IndustryCreate,
    IndustryShown,
    IndustryUpdate,
    OfferRead,
    OfferShown,
    OfferUpdate,
    Pricing,
    VersionCreate,
    VersionRead,
)
from mewayz_workspace.workspaces.rules import TEAM_SIZES

public_router = new_router("workspace/public", tag="catalogue")
Reader = Annotated[Principal, staff("platform.catalogue:read")]
Writer = Annotated[Principal, staff("platform.catalogue:write")]
UNCOUNTED = {"total"}
"""Left out of lists that are whole, so that counting them says nothing new."""


@public_router.get("/pricing")
async def pricing(p: Anyone, uow: Uow) -> Pricing:
    """Plans and bundles on sale. Amounts in minor units; with n paid bundles each is cheaper by basis points."""
    return Pricing(
        plans=[_offer(*found) for found in await service.on_sale(uow, "plan")],
        bundles=[_offer(*found) for found in await service.on_sale(uow, "bundle")],
        bundle_discounts_bp={str(bundles): less for bundles, less in DISCOUNTS_BP.items()},
        specials=await specials_shown(uow),
    )


@public_router.get("/goals")
async def goals(p: Anyone, uow: Uow) -> GoalsShown:
    """Goals, and the features that belong to them or (without goals) to everybody."""
    return GoalsShown(
        goals=[GoalShown.model_validate(row) for row in await service.goals(uow)],
        features=[FeatureShown.model_validate(row) for row in await service.features(uow)],
    )


@public_router.get("/industries")
async def industries(p: Anyone, uow: Uow) -> IndustriesShown:
    """Industries with suggested goals, and team sizes."""
    rows = [IndustryShown.model_validate(row) for row in await service.industries(uow)]
    return IndustriesShown(industries=rows, team_sizes=list(TEAM_SIZES))


def _offer(offer: Offer, terms: OfferVersion) -> OfferShown:
    return OfferShown(
        key=offer.key,
        names=offer.names,
        version=terms.number,
        **terms.model_dump(include=OfferShown.model_fields.keys() - {"key", "names", "version", "year_saving_amount"}),
        year_saving_amount=year_saving(terms.month_amount, terms.year_amount),
    )


def _staff_routes(kind: str) -> APIRouter:
    """The same staff routes for plans and for bundles."""
    router = new_router(f"workspace/admin/{kind}s")

    @router.get("", name="list", response_model_exclude=UNCOUNTED)
    async def list_offers(p: Reader, uow: Uow) -> Page[OfferRead]:
        """Every one on one page, also those not on sale, in order."""
        rows = [OfferRead.model_validate(row) for row in await service.offers(uow, kind)]
        return Page(items=rows, next_cursor=None, total=None)

    @router.patch("/{offer_id}")
    async def update(offer_id: Id, data: OfferUpdate, p: Writer, uow: Uow) -> OfferRead:
        """Change names, position or sale status; terms change by a new version only."""
        return OfferRead.model_validate(await service.edit_offer(uow, kind=kind, offer_id=offer_id, patch=data))

    @router.get("/{offer_id}/versions", response_model_exclude=UNCOUNTED)
    async def list_versions(offer_id: Id, p: Reader, uow: Uow) -> Page[VersionRead]:
        """Every version on one page, newest first."""
        found = await service.versions(uow, kind=kind, offer_id=offer_id)
        rows = [VersionRead.model_validate(row) for row in found]
        return Page(items=rows, next_cursor=None, total=None)

    @router.post("/{offer_id}/versions", status_code=201)
    async def create_version(offer_id: Id, data: VersionCreate, p: Writer, uow: Uow) -> VersionRead:
        """Publish new terms: they hold for new customers at once; who subscribed before keeps the old ones,
        except that raised limits reach everybody at once.
        """
        row = await service.publish_version(uow, kind=kind, offer_id=offer_id, data=data)
        key = (await service.offer_by_id(uow, kind, offer_id)).key
        uow.enqueue(spread_raised_limits, Spread(kind=kind, key=key), key=f"{kind}:{key}")
        return VersionRead.model_validate(row)

    return router


plans_router = _staff_routes("plan")
bundles_router = _staff_routes("bundle")


@bundles_router.post("", status_code=201)
async def create_bundle(data: BundleCreate, p: Writer, uow: Uow) -> OfferRead:
    """Make a bundle, hidden at first. Plans are not made: how one is priced is code's."""
    return OfferRead.model_validate(await service.create_bundle(uow, data))


def _entries(path: str, records: StaffRecords[Any, Any], **declared: Any) -> APIRouter:
    """Staff routes of goals, features and industries: slugs are for ever, the rest may change."""
    return Resource(
        f"workspace/admin/{path}",
        records,
        permission="platform.catalogue",
        auth="staff",
        filter=("slug", "active"),
        sort=("position", "created_at"),
        verbs=("list", "get", "update", *(("create",) if "create" in declared else ())),
        **declared,
    ).router


goals_router = _entries("goals", entries.goals, create=GoalCreate, update=EntryUpdate)
industries_router = _entries(
    "industries",
    entries.industries,
    create=IndustryCreate,
    update=IndustryUpdate,
    on_create=entries.create_industry,
    on_update=entries.update_industry,
)
features_router = _entries("features", entries.features, update=FeatureUpdate, on_update=entries.update_feature)
"""Features are not created here: behind each there is code, and the release that brings it seeds the row."""
