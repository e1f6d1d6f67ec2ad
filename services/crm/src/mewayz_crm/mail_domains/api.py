"""Routes of mail domains."""

from typing import Annotated

from mewayz_crm.mail_domains import service
from mewayz_crm.mail_domains.schemas import MailDomainCreate, MailDomainRead, MailDomainUpdate
from mewayz_kit.auth import Uow, require
from mewayz_kit.ids import Id
from mewayz_kit.resource import Resource
from mewayz_kit.route import options
from mewayz_kit.tokens import Principal

mail_domains = Resource(
    "crm/mail-domains",
    service.domains,
    create=MailDomainCreate,
    update=MailDomainUpdate,
    permission="crm.mail_domains",
    feature="contacts",
    search=("domain",),
    filter=("domain", "state", "created_at"),
    sort=("created_at", "domain"),
    # No bulk: a key pair each takes its time.
    verbs=("list", "get", "create", "update", "delete", "export"),
    on_create=service.create,
)
router = mail_domains.router


@router.post("/{domain_id}/check", openapi_extra=options(idempotency="none"))
async def check(
    domain_id: Id, p: Annotated[Principal, require("crm.mail_domains:write", feature="contacts")], uow: Uow
) -> MailDomainRead:
    """Look at DNS now; shows which records were seen. 503 `dns_unanswered` when no name server answers."""
    return await service.domains.show_one(uow, await service.check(uow, domain_id))
