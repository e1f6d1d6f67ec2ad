"""Events, handlers, jobs and timers: what a feature declares.

A published event is a class with a type name; a consumed one is our own slim copy of somebody else's, holding
only the fields we need::

    class DealWon(Event, type="crm.deal.won.v1", subject="deal_id"):
        deal_id: UUID
        amount: Money

    @on(OrderPaid)
    async def win_deal_when_paid(event: OrderPaid, uow: UnitOfWork) -> None: ...

    @job
    async def send_mail(data: SendMail, work: Work) -> None: ...   # may call outside; opens its own transactions

    @every("1h")
    async def expire_invitations(uow: UnitOfWork) -> None: ...

A handler that takes `uow` runs inside one transaction together with its own "done" mark. One that takes `work`
runs outside any transaction, so it may call other systems, and must be safe to run twice.

What follows from thousands of rows of an import is handled many at a time by a handler that takes many::

    @on("crm.contact.created.v1")
    async def write_timeline(events: Sequence[Envelope], uow: UnitOfWork) -> None: ...

They are of one workspace and one thread, each of another key, and share a transaction; if it fails, each is handled
again alone. What follows from them names the first one as its cause, or, inside `caused_by(uow, event)`, its own.

While a workspace is suspended or closed its jobs wait and its events are handled; `held=…` says otherwise
(`mewayz_kit.holding`). Rows that were handled are forgotten after some days (`mewayz_kit.retention`): who needs what an
event said for longer keeps it in a table of its own, which purge and erasure know.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, TypeVar, get_args, get_type_hints, overload

from pydantic import BaseModel, ConfigDict

from mewayz_kit.transport.base import Envelope

Function = TypeVar("Function", bound=Callable[..., Any])
_ATTRIBUTE = "__mewayz_handler__"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
PUBLIC = "*"
"""`@on(PUBLIC)`: every public event of every service, as its envelope."""


class Event(BaseModel):
    """Base of event classes. Class arguments: `type`, `subject` (name of the ordering field), `public`, `urgent`.

    An urgent event leaves before all that waits, also before earlier ordinary events of its subject: for what takes
    effect whatever came before it, like a revocation.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)
    _type: ClassVar[str]
    _subject: ClassVar[str]
    _public: ClassVar[bool]
    _urgent: ClassVar[bool]

    def __init_subclass__(
        cls, *, type: str, subject: str = "id", public: bool = True, urgent: bool = False, **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        cls._type, cls._subject, cls._public, cls._urgent = type, subject, public, urgent

    @classmethod
    def event_type(cls) -> str:
        """`service.entity.happened.v1`."""
        return cls._type

    @classmethod
    def is_public(cls) -> bool:
        """Whether webhooks, automations and streams may see it."""
        return cls._public

    @classmethod
    def is_urgent(cls) -> bool:
        """Whether it leaves before all that waits."""
        return cls._urgent

    def subject(self) -> str:
        """What the event is about; events of one subject keep their order."""
        return str(getattr(self, self._subject))


class Reject(Exception):
    """Raised by a handler: this message can never succeed; it goes to the dead rows at once."""


@dataclass(frozen=True, slots=True)
class Handler:
    """One consumer: a function with what it listens to."""

    function: Callable[..., Any]
    consumer: str
    types: tuple[str, ...] = ()
    interval: timedelta | None = None
    strict: bool = False
    payload: type[BaseModel] | None = None
    in_transaction: bool = True
    held: bool = False
    takes_many: bool = False

    @property
    def kind(self) -> str:
        """event, timer or job."""
        return "event" if self.types else "timer" if self.interval else "job"

    async def __call__(self, envelope: Envelope, tool: Any) -> None:
        """Run it for `envelope` with its unit of work or work context."""
        if self.takes_many:
            await self.function([envelope], tool)
        elif self.payload is None:
            await self.function(tool)
        elif self.payload is Envelope:
            await self.function(envelope, tool)
        else:
            await self.function(self.payload.model_validate(envelope.data), tool)


def handler_of(function: Callable[..., Any]) -> Handler:
    """The declaration behind a decorated function."""
    handler: Handler | None = getattr(function, _ATTRIBUTE, None)
    if handler is None:
        raise TypeError(f"{function.__qualname__} is not a handler: decorate it with @on, @job or @every")
    return handler


def find_handlers(namespace: dict[str, Any], module: str) -> list[Handler]:
    """The handlers defined in a module (not the ones it imports)."""
    return [
        getattr(value, _ATTRIBUTE)
        for value in namespace.values()
        if hasattr(value, _ATTRIBUTE) and value.__module__ == module
    ]


def on(*events: type[Event] | str, strict: bool = False, held: bool = False) -> Callable[[Function], Function]:
    """Handle events. `strict`: a dead message blocks later ones of its key until an operator decides. `held`: those
    of a suspended or closed workspace wait until it is open again."""
    types = tuple(event if isinstance(event, str) else event.event_type() for event in events)
    return lambda function: _declare(function, types=types, strict=strict, held=held)


@overload
def job(function: Function) -> Function: ...


@overload
def job(*, held: bool) -> Callable[[Function], Function]: ...


def job(function: Function | None = None, *, held: bool = True) -> Function | Callable[[Function], Function]:
    """Work that `uow.enqueue` starts later. `held=False`: also while its workspace is suspended or closed."""
    if function is None:
        return lambda late: _declare(late, held=held)
    return _declare(function, held=held)


def every(interval: str) -> Callable[[Function], Function]:
    """Run once per interval (`30s`, `5m`, `1h`, `1d`) over all replicas together."""
    length = timedelta(**{_UNITS[interval[-1]]: int(interval[:-1])})
    return lambda function: _declare(function, interval=length)


def _declare(function: Function, **declaration: Any) -> Function:
    module = function.__module__.split(".")
    consumer = ".".join([*(module[1:-1] if module[0] != "mewayz_kit" else module[1:]), function.__name__])
    if module[0] == "mewayz_kit":
        consumer = f"kit.{consumer}"
    hints = [hint for name, hint in get_type_hints(function).items() if name in inspect.signature(function).parameters]
    payload = next((hint for hint in hints if isinstance(hint, type) and issubclass(hint, BaseModel)), None)
    many = any(get_args(hint) == (Envelope,) for hint in hints)
    handler = Handler(
        function,
        consumer,
        payload=Envelope if many else payload,
        takes_many=many,
        in_transaction=not any(getattr(hint, "__name__", "") == "Work" for hint in hints),
        **declaration,
    )
    setattr(function, _ATTRIBUTE, handler)
    return function
