"""Test mails: what is being written, as a reader would get it, to an address of the workspace's own."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

from mewayz_crm.formats import read_address
from mewayz_crm.mail.transports import has_transport
from mewayz_crm.mail_templates.rendering import Rendered
from mewayz_crm.messages import repository
from mewayz_crm.messages.drafts import Draft
from mewayz_crm.senders import service as senders
from mewayz_kit.errors import ProviderNotConfigured, TooManyRequests, Unprocessable
from mewayz_kit.uow import UnitOfWork

Purpose = Literal["campaign_test", "template_test"]
PURPOSES: tuple[Purpose, ...] = ("campaign_test", "template_test")
AT_ONCE, WITHIN = 30, timedelta(hours=1)
"""So many tests one address gets in that time."""


async def check(uow: UnitOfWork, to: str) -> None:
    """422 `not_own_address` unless a sender has proven the address, 409 `provider_not_configured` while nothing takes
    mail, 429 beyond 30 tests an hour. The sender is held, so that many at once are counted one after the other."""
    if not await senders.is_own(uow, to):
        raise Unprocessable.field("/to", "not_own_address", "Tests go to addresses of verified senders only.")
    if not await has_transport(uow.runtime):
        raise ProviderNotConfigured(detail="No mail provider is set up.")
    earlier = await repository.sent_for(uow, PURPOSES, read_address(to).norm, since=uow.now - WITHIN, limit=AT_ONCE)
    if len(earlier) == AT_ONCE:
        wait = earlier[-1] + WITHIN - uow.now
        raise TooManyRequests(
            detail=f"An address gets {AT_ONCE} tests an hour.", retry_after=int(wait.total_seconds()) + 1
        )


def draft(purpose: Purpose, *, to: str, words: Rendered, sender_id: UUID | None) -> Draft:
    """The mail of a test. It is transactional, so it asks for no consent and counts nowhere."""
    return Draft(
        category="transactional",
        purpose=purpose,
        to_address=to,
        subject=f"[Test] {words.subject}"[:300],
        html=words.html,
        text=words.text,
        sender_id=sender_id,
    )
