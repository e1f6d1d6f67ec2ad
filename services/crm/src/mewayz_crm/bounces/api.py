"""Routes of bounces."""

from typing import Annotated

from mewayz_crm.bounces import service
from mewayz_crm.bounces.schemas import ParsedMail, RawMail
from mewayz_kit.auth import require
from mewayz_kit.route import new_router, options
from mewayz_kit.tokens import Principal

router = new_router("crm/bounces")


@router.post("/parse", openapi_extra=options(body_limit=2_097_152))
async def parse(
    data: RawMail, p: Annotated[Principal, require("crm.suppressions:read", feature="contacts")]
) -> ParsedMail:
    """What a mail that came back says: a bounce, a complaint, an automatic answer or a real one. Changes nothing."""
    return service.parse(data.raw)
