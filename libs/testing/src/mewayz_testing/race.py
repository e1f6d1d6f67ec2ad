"""The race harness: N callers start at the same moment; an invariant is asked afterwards."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

Result = TypeVar("Result")


async def race(attempt: Callable[[int], Awaitable[Result]], *, callers: int) -> Sequence[Result | BaseException]:
    """What `attempt(0) … attempt(callers-1)` gave, all released from one barrier."""
    barrier = asyncio.Barrier(callers)

    async def run(number: int) -> Result:
        await barrier.wait()
        return await attempt(number)

    return await asyncio.gather(*(run(number) for number in range(callers)), return_exceptions=True)


async def race_statuses(attempt: Callable[[int], Awaitable[object]], *, callers: int) -> Counter[int]:
    """How many HTTP answers of each status a race gave; an exception in a caller ends the test."""
    statuses: Counter[int] = Counter()
    for result in await race(attempt, callers=callers):
        if isinstance(result, BaseException):
            raise result
        statuses[result.status_code] += 1  # type: ignore[attr-defined]
    return statuses
