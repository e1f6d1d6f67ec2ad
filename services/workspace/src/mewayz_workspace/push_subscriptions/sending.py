"""One message to one browser: encrypted for it (RFC 8291), signed by us (RFC 8292), sent by the kit's egress."""

import asyncio
import hashlib
from email.utils import parseaddr

from mewayz_kit.errors import Unavailable
from mewayz_kit.events import Reject
from mewayz_kit.inbox import Work
from mewayz_kit.service import Runtime
from mewayz_workspace.push_subscriptions import keys, service
from mewayz_workspace.push_subscriptions.models import PushSubscription
from mewayz_workspace.push_subscriptions.rules import LIVES, urgency, verdict
from mewayz_workspace.push_subscriptions.schemas import SendPush
from mewayz_workspace.settings import WorkspaceSettings


async def send(work: Work, data: SendPush) -> None:
    """Send it. A subscription that has ended is forgotten and not tried again; a busy push service is."""
    async with work.uow(writes=False) as reading:
        async with reading.within(user_id=data.user_id):
            row = await reading.find(PushSubscription, data.subscription_id)
        key = await keys.current(reading)
    if row is None:
        return
    body = await asyncio.to_thread(_encrypt, row, data.message.model_dump_json().encode())
    headers = {
        "Authorization": keys.proof(work.runtime, key, row.endpoint, _contact(work.runtime)),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(LIVES),
        "Urgency": urgency(data.message.category),
        # A repeat replaces the message that still waits, so a browser shows it once.
        "Topic": hashlib.sha256(data.key.encode()).hexdigest()[:32],
    }
    answer = await work.runtime.egress.request("POST", row.endpoint, headers=headers, content=body)
    outcome = verdict(answer.status)
    if outcome == "later":
        raise Unavailable("push_service_busy", f"The push service answered {answer.status}.")
    async with work.uow() as uow:
        async with uow.within(user_id=data.user_id):
            if outcome == "gone":
                await service.gone(uow, row.id)
            elif outcome == "sent":
                await service.used(uow, row.id)
    if outcome == "refused":
        raise Reject(f"the push service answered {answer.status}")


def _encrypt(row: PushSubscription, message: bytes) -> bytes:
    # Imported here: it brings two HTTP clients along that nobody needs at start.
    from pywebpush import WebPusher

    about = {"endpoint": row.endpoint, "keys": {"p256dh": row.p256dh, "auth": row.auth}}
    return bytes(WebPusher(about).encode(message)["body"])


def _contact(runtime: Runtime) -> str:
    settings = runtime.settings
    assert isinstance(settings, WorkspaceSettings)
    return parseaddr(settings.mail_from)[1]
