"""Routes of tags."""

from mewayz_crm.tags.repository import tags as records
from mewayz_crm.tags.schemas import TagCreate, TagUpdate
from mewayz_kit.resource import Resource

tags = Resource(
    "crm/tags",
    records,
    create=TagCreate,
    update=TagUpdate,
    permission="crm.tags",
    feature="contacts",
    search=("name",),
    filter=("name",),
    sort=("created_at", "name"),
)
router = tags.router
