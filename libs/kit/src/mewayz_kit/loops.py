"""The loop of all background work: step, then sleep until something is wanted, and outlive every failure."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

log = structlog.get_logger(__name__)


async def keep_stepping(
    step: Callable[[], Awaitable[int]], *, name: str, pause: float, wanted: asyncio.Event | None = None
) -> None:
    """Step until cancelled. A step that answers 0 is followed by a rest of `pause` seconds, which `wanted` cuts short.

    `wanted` is cleared before the step looks, so that what arrives meanwhile is not slept over.
    """
    wanted = wanted or asyncio.Event()
    while True:
        wanted.clear()
        try:
            worked = await step()
        except Exception as error:  # whatever it is, it must not end the steps that follow
            log.warning(f"{name}.unreachable", error=type(error).__name__)
            worked = 0
        if not worked:
            # Not `wait_for`: in Python 3.11 it forgets a cancellation that comes together with the event.
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await wanted.wait()
