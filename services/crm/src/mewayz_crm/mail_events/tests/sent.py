"""Mails that were sent, without a provider: the row is claimed and settled as a worker would."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_crm.mail_events.reports import Clue, Occurrence, Report
from mewayz_crm.mail_events.service import report
from mewayz_crm.messages import service as messages
from mewayz_crm.messages.drafts import Draft, Outcome
from mewayz_crm.messages.models import Message
from mewayz_testing.bench import ServiceBench

JANE = "jane@example.com"
LIMITS = {"crm.contacts": -1, "crm.mails_month": -1}


async def sending(bench: ServiceBench, workspace: UUID, **more: Any) -> Message:
    """A mail that a worker has just claimed."""
    given: dict[str, Any] = {"category": "transactional", "purpose": "receipt", "to_address": JANE, "subject": "News"}
    async with bench.uow(workspace_id=workspace) as uow:
        draft = Draft(**{**given, "html": "<p>Hello</p>", "text": "Hello", **more})
        [row] = await messages.open_claimed(uow, [draft])
    return row


async def settle(bench: ServiceBench, workspace: UUID, row: Message, kind: Any = "accepted") -> None:
    """The worker has heard from the provider."""
    async with bench.uow(workspace_id=workspace) as uow:
        await messages.settle(uow, row.id, row.fence, Outcome(kind, "local", ref=f"ref-{row.id}"))


async def sent(bench: ServiceBench, workspace: UUID, **more: Any) -> Message:
    """A mail that a provider has accepted."""
    row = await sending(bench, workspace, **more)
    await settle(bench, workspace, row)
    return row


async def state_of(bench: ServiceBench, workspace: UUID, row: Message) -> str:
    """The state of a mail now."""
    async with bench.uow(workspace_id=workspace) as uow:
        return (await uow.get(Message, row.id)).state


async def happened(
    bench: ServiceBench, row: Message, kind: Any, event_id: str, *, at: datetime | None = None, **more: Any
) -> None:
    """A provider reports something about a mail, and all that follows is done."""
    what = Occurrence(kind=kind, at=at or bench.clock.now(), provider="ses", event_id=event_id, **more)
    async with bench.uow() as uow:
        report(uow, Report(about=Clue(message_id=row.id, address=row.to_norm), what=what))
    await bench.run_until_idle()
    assert await bench.inbox("dead") == []
