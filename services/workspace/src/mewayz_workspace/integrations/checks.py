"""Trying a provider out: a real mail to a real address."""

from uuid import UUID

from mewayz_kit.errors import Problem
from mewayz_kit.ids import new_id
from mewayz_kit.mail.base import Refused
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.integrations import service
from mewayz_workspace.integrations.models import Integration
from mewayz_workspace.mail.rendering import Rendered, compose, outgoing
from mewayz_workspace.mail.transports import build, settings_of


async def try_out(uow: UnitOfWork, integration_id: UUID, to: str) -> Integration:
    """Send a test mail outside any transaction and keep what came of it."""
    async with uow.apart(writes=False) as reading:
        chosen = service.chosen(reading.runtime, await service.records.get(reading, integration_id))
    sender = str(chosen.options.get("sender") or settings_of(uow.runtime).mail_from)
    words = Rendered("Test mail", f"{chosen.provider} works.\n", f"<p>{chosen.provider} works.</p>")
    message_id = new_id()
    message = compose(words, sender=sender, to=to, message_id=message_id, at=uow.now, category="product", headers={})
    way = build(uow.runtime, chosen.provider, chosen.base_url, chosen.options, chosen.secrets)
    error: str | None = None
    try:
        await way.send(outgoing(message, words, sender=sender, to=to, message_id=message_id))
    except Problem as problem:
        error = f"{problem.code}: {problem.detail}"
    except Refused as refused:
        error = str(refused)
    except Exception as failure:  # whatever a server or library says, staff shall read it here
        error = f"{type(failure).__name__}: {failure}"
    return await service.note_check(uow, integration_id, error)
