"""Routes of consents: evidence is read, never written, by members."""

from mewayz_crm.consents import service
from mewayz_crm.vocabulary import LISTS
from mewayz_kit.resource import Resource

consents = Resource(
    "crm/consents",
    service.consents,
    permission="crm.consents",
    feature=LISTS,
    filter=("list_id", "action", "method", "created_at"),
    verbs=("list", "get", "export"),
)
router = consents.router
