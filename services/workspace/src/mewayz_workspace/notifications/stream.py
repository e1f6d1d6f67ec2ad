"""Notifications as server-sent events (WHATWG HTML, Server-sent events).

A stream holds no database connection: the hub wakes it when there is something, and it reads that with a short
read of its own. `Last-Event-ID` is the number of the last notification seen, and numbers have no gaps in commit
order, so a reconnect gets exactly what was missed, from any replica.
"""

from collections.abc import AsyncIterator
from functools import partial

from mewayz_kit.ids import new_id
from mewayz_kit.service import Runtime
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import Cause, UnitOfWork
from mewayz_workspace.notifications import service
from mewayz_workspace.notifications.hub import Hub
from mewayz_workspace.notifications.models import Notification
from mewayz_workspace.notifications.schemas import NotificationRead

HEARTBEAT_SECONDS = 15.0


async def events(runtime: Runtime, principal: Principal, last_seen: int | None) -> AsyncIterator[bytes]:
    """The events of one person from now on, or after `last_seen`; a comment every 15 s keeps it open."""
    user_id, hub = principal.user_id, runtime.part(Hub)
    if user_id is None:
        return
    seen = last_seen if last_seen is not None else await _newest(runtime, principal)
    yield b"retry: 3000\n\n"
    while True:
        # Devices of one person that have seen the same share one read. One that goes away in the middle must not
        # take the database connection of that read with it, so the hub keeps it going.
        found = await hub.share((user_id, seen), partial(_after, runtime, principal, seen))
        for seq, event in found:
            seen = seq
            yield event
        if len(found) == service.AT_ONCE:
            continue
        while not await hub.wait(user_id, seen=seen, seconds=HEARTBEAT_SECONDS):
            yield b": still here\n\n"


def _event(row: Notification) -> bytes:
    data = NotificationRead.model_validate(row).model_dump_json()
    return f"id: {row.seq}\nevent: notification\ndata: {data}\n\n".encode()


async def _newest(runtime: Runtime, principal: Principal) -> int:
    uow = _reading(runtime, principal)
    try:
        return await service.last_seq(uow)
    finally:
        await uow.close()


async def _after(runtime: Runtime, principal: Principal, seq: int) -> list[tuple[int, bytes]]:
    uow = _reading(runtime, principal)
    try:
        return [(row.seq, _event(row)) for row in await service.after(uow, seq)]
    finally:
        await uow.close()


def _reading(runtime: Runtime, principal: Principal) -> UnitOfWork:
    return UnitOfWork(runtime, principal, cause=Cause(correlation_id=new_id()), writes=False)
