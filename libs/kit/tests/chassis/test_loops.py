"""The loop of background work."""

import asyncio

import pytest

from mewayz_kit.loops import keep_stepping


@pytest.mark.parametrize("turns", range(4))
async def test_a_cancellation_that_comes_with_work_is_not_forgotten(turns: int) -> None:
    wanted, steps = asyncio.Event(), 0

    async def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    worker = asyncio.create_task(keep_stepping(step, name="test", pause=60, wanted=wanted))
    await asyncio.sleep(0.01)
    wanted.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    worker.cancel()
    done, _ = await asyncio.wait([worker], timeout=2)
    assert worker in done
    assert worker.cancelled()
    assert steps >= 1
