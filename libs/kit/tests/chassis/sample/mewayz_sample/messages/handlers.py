"""Handlers that do what the message says: `fail` n times, `reject`, or take effect."""

import asyncio
from collections.abc import Sequence

from pydantic import BaseModel

from mewayz_kit.events import Reject, every, job, on
from mewayz_kit.inbox import Work
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_kit.work import caused_by
from mewayz_sample.messages.events import OrderPaid
from mewayz_sample.messages.models import Effect

attempts: dict[str, int] = {}
gates: dict[str, asyncio.Event] = {}
together: list[int] = []


class Note(BaseModel):
    """What a job is about."""

    text: str


def _follow(text: str) -> None:
    attempts[text] = attempts.get(text, 0) + 1
    if text.startswith("reject"):
        raise Reject("never")
    if text.startswith("fail") and attempts[text] <= int(text.split()[1]):
        raise RuntimeError("not yet")


@on(OrderPaid)
async def count_order(event: OrderPaid, uow: UnitOfWork) -> None:
    """An effect in the transaction of its message; the effect is written before the failure."""
    uow.add(Effect(consumer="count_order", source=event.note))
    await uow.flush()
    _follow(event.note)


@on("commerce.order.strict.v1", strict=True)
async def count_strictly(event: OrderPaid, uow: UnitOfWork) -> None:
    """A dead message of one key blocks the later ones of that key."""
    uow.add(Effect(consumer="strict", source=event.note))
    _follow(event.note)


@on("commerce.order.imported.v1")
async def count_imported(events: Sequence[Envelope], uow: UnitOfWork) -> None:
    """Many at a time, of each an effect and a job."""
    together.append(len(events))
    for event in events:
        uow.add(Effect(consumer="imported", source=event.data["note"]))
        with caused_by(uow, event):
            uow.enqueue(write_note, Note(text=event.data["note"]))
        _follow(event.data["note"])


@job
async def write_note(data: Note, uow: UnitOfWork) -> None:
    """A job inside its transaction."""
    uow.add(Effect(consumer="job", source=data.text))
    _follow(data.text)


@job
async def call_outside(data: Note, work: Work) -> None:
    """A job that opens its own transactions; it waits for another system at the gate of its name, if there is one."""
    _follow(data.text)
    if data.text in gates:
        await gates[data.text].wait()
    async with work.uow() as uow:
        uow.add(Effect(consumer="outside", source=data.text))


@job
async def call_elsewhere(data: Note, work: Work) -> None:
    """A job that calls somebody else."""
    async with work.uow() as uow:
        uow.add(Effect(consumer="elsewhere", source=data.text))


@on("commerce.order.automated.v1", held=True)
async def act_on_order(event: OrderPaid, uow: UnitOfWork) -> None:
    """An event whose handling does something that a suspended workspace may not do."""
    uow.add(Effect(consumer="automated", source=event.note))


@job(held=False)
async def write_anyway(data: Note, uow: UnitOfWork) -> None:
    """A job that also a suspended workspace needs."""
    uow.add(Effect(consumer="anyway", source=data.text))


@every("1h")
async def tick(uow: UnitOfWork) -> None:
    """Once an hour over all replicas."""
    uow.add(Effect(consumer="tick", source=uow.now.isoformat()))
