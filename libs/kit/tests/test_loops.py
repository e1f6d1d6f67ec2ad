"""The one loop of background work."""

import asyncio

from mewayz_kit.loops import keep_stepping


async def test_a_step_that_did_something_is_followed_at_once_and_a_failure_ends_nothing() -> None:
    wanted, seen = asyncio.Event(), asyncio.Event()
    steps: list[int] = []

    async def step() -> int:
        steps.append(len(steps))
        if len(steps) == 1:
            return 1
        if len(steps) == 2:
            wanted.set()  # what arrives during a step is not slept over
            raise RuntimeError("away")
        seen.set()
        return 0

    task = asyncio.ensure_future(keep_stepping(step, name="test", pause=3600, wanted=wanted))
    await asyncio.wait_for(seen.wait(), timeout=5)
    seen.clear()
    wanted.set()
    await asyncio.wait_for(seen.wait(), timeout=5)
    assert len(steps) == 4
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()


async def test_without_a_call_it_looks_again_after_its_pause() -> None:
    looked, times = asyncio.Event(), 0

    async def step() -> int:
        nonlocal times
        times += 1
        if times == 3:
            looked.set()
        return 0

    task = asyncio.ensure_future(keep_stepping(step, name="test", pause=0.001))
    await asyncio.wait_for(looked.wait(), timeout=5)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
