"""Automation actions: what a workflow may do here in the name of a person.

A feature declares them in its `actions.py`. The name of the function is the name of the action, its docstring the text
that people choose it by, its parameter and its answer are the schemas in `contracts/actions`::

    @action(permission="crm.deals:write", feature="pipelines")
    async def move_deal(uow: UnitOfWork, data: MoveDeal) -> Moved:
        \"\"\"Put a deal into another stage of its pipeline.\"\"\"

Each is asked for by `ai.{service}_action.requested.v1` and answered by `{service}.action.completed.v1` or
`{service}.action.failed.v1`. What it does, the answer and the memory of its key are one transaction: a key acts once,
and a repeat gets the answer of then. What may pass by itself is not remembered, so the next attempt with its key is a
new one (`retryable`). Answers hold ids and states and never personal data, because they stay for `REMEMBERED`.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar, get_type_hints
from uuid import UUID

import orjson
import structlog
from fastapi import Response
from pydantic import BaseModel, Field

from mewayz_kit import idempotency
from mewayz_kit.errors import Forbidden, NotFound, Problem, Unprocessable
from mewayz_kit.events import Event, Handler, Reject
from mewayz_kit.idempotency import KeyedRequest
from mewayz_kit.problems import refusal
from mewayz_kit.rights import present_member
from mewayz_kit.schema import Output
from mewayz_kit.tokens import Principal
from mewayz_kit.uow import UnitOfWork
from mewayz_kit.work import Work

if TYPE_CHECKING:
    from mewayz_kit.service import Service

Effect = Literal["safe", "message", "money"]
Run = TypeVar("Run", bound=Callable[..., Awaitable[BaseModel]])
REMEMBERED = timedelta(days=30)
"""Longer than anything is asked twice: an outbox is replayed and a dead message retried within days."""
TRIES = 5
"""How often it is tried here, in some 15 seconds, before the answer is that it failed for now."""
_ATTRIBUTE = "__mewayz_action__"
log = structlog.get_logger(__name__)


class ActionRequested(Event, type="ai.action.requested.v1", subject="idempotency_key", public=False):
    """What is to be done, with which input, in whose name; the key is the same in all attempts of one step."""

    action: str
    input: dict[str, Any]
    on_behalf_of: UUID
    idempotency_key: str = Field(min_length=1, max_length=255)


class Stored(Output):
    """Which record an action has made or changed."""

    id: UUID


@dataclass(frozen=True, slots=True)
class Action:
    """One declared action. `effect`: what more than records it touches, people (`message`) or `money`."""

    run: Callable[..., Awaitable[BaseModel]]
    input: type[BaseModel]
    result: type[BaseModel]
    permission: str
    feature: str | None
    effect: Effect

    @property
    def name(self) -> str:
        """Its own in the service."""
        return self.run.__name__

    def contract(self) -> dict[str, Any]:
        """What others may know of it."""
        return {
            "description": " ".join((self.run.__doc__ or "").split()),
            "permission": self.permission,
            "feature": self.feature,
            "effect": self.effect,
            "input": self.input.model_json_schema(),
            "result": self.result.model_json_schema(mode="serialization"),
        }


def action(*, permission: str, feature: str | None = None, effect: Effect = "safe") -> Callable[[Run], Run]:
    """Declare `async (uow, data) -> result` as an action, under the permission and the feature of its route."""

    def declare(function: Run) -> Run:
        hints = get_type_hints(function)
        setattr(function, _ATTRIBUTE, Action(function, hints["data"], hints["return"], permission, feature, effect))
        return function

    return declare


def find_actions(namespace: Mapping[str, Any], module: str) -> list[Action]:
    """The actions defined in a module (not the ones it imports)."""
    found = [value for value in namespace.values() if getattr(value, "__module__", None) == module]
    return [getattr(value, _ATTRIBUTE) for value in found if hasattr(value, _ATTRIBUTE)]


def actions_of(service: "Service") -> dict[str, Action]:
    """The actions of all features by name."""
    declared = [one for feature in service.features for one in feature.actions]
    named = {one.name: one for one in sorted(declared, key=lambda one: one.name)}
    if len(named) < len(declared):
        raise TypeError(f"two actions of {service.name} share a name")
    return named


def action_handlers(service: "Service") -> list[Handler]:
    """Who answers for a service that has actions. Rights are asked for first, so it opens its transaction itself."""
    if not actions_of(service):
        return []
    asked = (f"ai.{service.name}_action.requested.v1",)
    return [Handler(answer, "kit.actions.answer", types=asked, payload=ActionRequested, in_transaction=False)]


def memory_of(workspace_id: UUID) -> bytes:
    """The scope of its keys among the idempotency keys: purging the workspace forgets them."""
    return hashlib.sha256(f"actions\0{workspace_id}".encode()).digest()


class _Ready(NamedTuple):
    person: Principal
    action: Action
    data: BaseModel


async def answer(asked: ActionRequested, work: Work) -> None:
    """Do what is asked, once, and answer."""
    if work.workspace_id is None:
        raise Reject("an action happens in a workspace")
    try:
        await _answer_once(asked, work, work.workspace_id)
    except Exception as error:
        if work.attempts < TRIES:
            raise
        log.error("action.failed", action=asked.action, key=asked.idempotency_key, exc_info=error)
        problem = error if isinstance(error, Problem) else Problem(None, "Something went wrong on our side.")
        async with work.uow() as uow:
            _tell(uow, asked, "failed", _failure(problem, retryable=True))


async def _answer_once(asked: ActionRequested, work: Work, workspace_id: UUID) -> None:
    ready: _Ready | Problem
    try:
        ready = await _prepare(asked, work, workspace_id)
    except Exception as error:
        ready = refusal(error)
    async with work.uow(principal=None if isinstance(ready, Problem) else ready.person) as uow:
        print_ = hashlib.sha256(orjson.dumps(asked.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)).digest()
        keyed = KeyedRequest(memory_of(workspace_id), asked.idempotency_key, print_, REMEMBERED)
        try:
            stored = await idempotency.begin(uow, keyed)
        except Unprocessable as reused:
            return _tell(uow, asked, "failed", _failure(reused))
        if stored is None:
            outcome, said = ("failed", _failure(ready)) if isinstance(ready, Problem) else await _perform(uow, ready)
            kept = orjson.dumps({"message": str(work.message_id), "outcome": outcome, "said": said})
            await idempotency.keep(uow, keyed, Response(kept, media_type="application/json"))
            return _tell(uow, asked, outcome, said)
        known = orjson.loads(stored.body)
        if known["message"] != str(work.message_id):  # else it was told, and the worker was lost before it said so
            _tell(uow, asked, known["outcome"], known["said"])


async def _prepare(asked: ActionRequested, work: Work, workspace_id: UUID) -> _Ready:
    """Who does what with which input, or the problem that stands against it."""
    declared = actions_of(work.runtime.service).get(asked.action)
    if declared is None:
        raise NotFound("unknown_action", "There is no such action.")
    person = await present_member(work.runtime, user_id=asked.on_behalf_of, workspace_id=workspace_id)
    tenant = await work.runtime.tenants.get(workspace_id, at_least=person.plan_version)
    tenant.refuse_when_closed(person, None)
    if not person.can(declared.permission):
        raise Forbidden(detail=f"This needs the permission {declared.permission}.")
    if declared.feature:
        tenant.require_feature(declared.feature)
    return _Ready(person, declared, declared.input.model_validate(asked.input))


async def _perform(uow: UnitOfWork, ready: _Ready) -> tuple[str, dict[str, Any]]:
    """Run it; a refusal leaves nothing of it."""
    service = uow.runtime.service
    if service.narrow is not None:
        await service.narrow(uow)
    try:
        async with uow.savepoint():
            result = await ready.action.run(uow, ready.data)
            await uow.flush()
    except Exception as error:
        return "failed", _failure(refusal(error, metadata=service.base.metadata))
    return "completed", {"result": result.model_dump(mode="json")}


def _failure(problem: Problem, *, retryable: bool = False) -> dict[str, Any]:
    return {"code": problem.code, "detail": problem.sentence[:500], "retryable": retryable}


def _tell(uow: UnitOfWork, asked: ActionRequested, outcome: str, said: Mapping[str, Any]) -> None:
    key = asked.idempotency_key
    type_ = f"{uow.runtime.service.name}.action.{outcome}.v1"
    uow.emit(type_, {"idempotency_key": key, **said}, subject=key, public=False)
