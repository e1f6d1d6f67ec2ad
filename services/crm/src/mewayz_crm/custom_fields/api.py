"""Routes of custom fields."""

from mewayz_crm.custom_fields import service
from mewayz_crm.custom_fields.repository import custom_fields as records
from mewayz_crm.custom_fields.schemas import CustomFieldCreate, CustomFieldUpdate
from mewayz_kit.resource import Resource

custom_fields = Resource(
    "crm/custom-fields",
    records,
    create=CustomFieldCreate,
    update=CustomFieldUpdate,
    permission="crm.custom_fields",
    feature="contacts",
    filter=("entity", "key", "type"),
    sort=("created_at", "position", "label"),
    on_update=service.update_field,
)
router = custom_fields.router
