"""Which messages one transaction handles: many events of a handler that takes many, else one message alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from mewayz_kit.events import Handler
from mewayz_kit.holding import Claim

AT_ONCE = 100
"""Events of one transaction: so many that it costs each of them little, and none of them waits long."""


def in_groups(claims: Sequence[Claim], handlers: Mapping[str, Handler]) -> list[list[Claim]]:
    """The claims, those together that one handler takes from one thread (`correlationid`) in one workspace.

    They are of different keys, for of each key only the oldest one is claimed. What was tried before is tried alone.
    """
    groups: dict[Any, list[Claim]] = {}
    full: list[list[Claim]] = []
    for claim in claims:
        handler, event = handlers.get(claim.consumer), claim.envelope
        many = handler is not None and handler.takes_many and claim.attempts == 1
        thread = (claim.consumer, event.workspaceid, event.correlationid, event.depth)
        shared = thread if many else claim.id
        group = groups.setdefault(shared, [])
        group.append(claim)
        if len(group) == AT_ONCE:
            full.append(groups.pop(shared))
    return [*full, *groups.values()]
