"""Routes of promotions: staff keeps them, owners see what they have taken."""

from mewayz_kit.resource import Resource
from mewayz_workspace.billing.promotions import staff
from mewayz_workspace.billing.promotions.schemas import PromotionCreate, PromotionUpdate

promotions = Resource(
    "workspace/admin/promotions",
    staff.records,
    create=PromotionCreate,
    update=PromotionUpdate,
    permission="platform.promotions",
    auth="staff",
    filter=("active", "target", "effect", "created_at"),
    search=("key", "name"),
    verbs=("list", "get", "create", "update", "delete"),
    on_create=staff.create,
    on_update=staff.update,
    on_delete=staff.end,
)
promotions_router = promotions.router
claims = Resource(
    "workspace/promotion-claims",
    staff.claims,
    permission="workspace.subscription",
    filter=("state", "created_at"),
    verbs=("list", "get"),
)
claims_router = claims.router
