"""Use-cases of tracking: what is kept of an open or click."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from mewayz_crm.mail_events import service as mail_events
from mewayz_crm.mail_events.models import MailEvent
from mewayz_crm.messages.models import Message
from mewayz_crm.settings import service as settings
from mewayz_crm.settings.schemas import Tracking
from mewayz_crm.tracking import rules, tokens
from mewayz_crm.tracking.instrument import instrument
from mewayz_crm.tracking.schemas import Hit
from mewayz_crm.tracking.tokens import Mark
from mewayz_kit.uow import UnitOfWork

__all__ = ["followed", "instrument", "judge", "mode_of", "opened"]
OURS = "mewayz"


@dataclass(frozen=True, slots=True)
class Visit:
    """How somebody asked for a picture or followed a link."""

    method: str
    headers: Mapping[str, str]


async def mode_of(uow: UnitOfWork) -> Tracking:
    """How this workspace tracks, for `instrument`."""
    mode: Tracking = (await settings.current(uow)).tracking  # type: ignore[assignment]
    return mode


async def opened(uow: UnitOfWork, token: str, visit: Visit) -> None:
    """The picture of a mail was asked for. 404 for a token that we did not make."""
    await _keep(uow, tokens.read(uow.runtime, token, "open"), visit)


async def followed(uow: UnitOfWork, token: str, visit: Visit) -> str:
    """A link of a mail was followed; answers where it leads, which is what was sealed into it and nothing else."""
    mark = tokens.read(uow.runtime, token, "click", "trap")
    await _keep(uow, mark, visit)
    return mark.url


async def judge(uow: UnitOfWork, hit: Hit) -> None:
    """Now that it is clear what else was clicked: mark a machine's click, and tell of a person's. Safe to repeat."""
    row = await uow.find(MailEvent, hit.event_id, lock=True)
    if row is None or row.is_bot:
        return
    if row.kind == "click":
        start, end = row.at - rules.BURST, row.at + rules.BURST
        near = await mail_events.around(uow, row.message_print, "click", start, end)
        row.is_bot = rules.in_burst(row.at, [(one.at, one.link) for one in near])
    if not row.is_bot:
        await mail_events.tell_first(uow, row)


async def _keep(uow: UnitOfWork, mark: Mark, visit: Visit) -> None:
    """In a transaction of its own, since a GET has none that writes. The workspace's mode of today counts too."""
    async with uow.apart() as unit, unit.within(workspace_id=mark.workspace_id):
        mode = rules.strictest(mark.mode, await mode_of(unit))
        message = await unit.find(Message, mark.message_id) if mode != "off" else None
        if message is not None:
            await _keep_of(unit, message, mark, visit, anonymous=mode == "anonymous")


async def _keep_of(uow: UnitOfWork, message: Message, mark: Mark, visit: Visit, *, anonymous: bool) -> None:
    from mewayz_crm.tracking.handlers import judge_hit  # it calls this module

    kind = "open" if mark.purpose == "open" else "click"
    machine = mark.purpose == "trap" or rules.is_machine(method=visit.method, headers=visit.headers)
    if kind == "click":
        machine = machine or rules.too_soon(uow.now, message.sent_at if message.state != "sending" else None)
    row = mail_events.event_of(uow, message, kind, provider=OURS, event_id="")
    row.link = mark.url if mark.purpose == "click" else None
    row.is_bot, row.is_proxy = machine, rules.is_proxy(visit.headers.get("user-agent", ""))
    if anonymous:
        row.message_id = None
    row.provider_event_id = _event_id(uow, row, mark)
    if await mail_events.add_once(uow, row):
        delay = rules.SETTLED if kind == "click" else rules.SETTLED * 0
        uow.enqueue(judge_hit, Hit(event_id=row.id), key=row.message_print.hex(), delay=delay)


def _event_id(uow: UnitOfWork, row: MailEvent, mark: Mark) -> str:
    """The same for what counts once: one picture or link of one mail within its window, for people and machines."""
    window = int(uow.now.timestamp()) // rules.WINDOW[row.kind]
    place = sha256(row.message_print + mark.purpose.encode() + mark.url.encode()).hexdigest()
    return f"{place}:{'machine' if row.is_bot else 'person'}:{window}"
