"""Engines: what a cancelled transaction leaves behind."""

import asyncio
from pathlib import Path

import sqlalchemy as sa

from mewayz_kit.db import open_database


async def test_a_transaction_cancelled_at_any_point_holds_no_lock(tmp_path: Path) -> None:
    database = open_database(f"sqlite+aiosqlite:///{tmp_path}/one.db")
    async with database.write.begin() as connection:
        await connection.execute(sa.text("CREATE TABLE things (name TEXT)"))

    async def write(name: str) -> None:
        async with database.write.begin() as connection:
            await connection.execute(sa.text("INSERT INTO things VALUES (:name)"), {"name": name})
            await connection.execute(sa.text("SELECT COUNT(*) FROM things"))

    kept = []
    for turns in range(1, 120, 2):
        task = asyncio.create_task(write("cut off"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        # The cancellation is kept, and with its traceback every cursor that was open then.
        kept += await asyncio.gather(task, return_exceptions=True)
        async with asyncio.timeout(3):
            await write("whole")
    assert any(isinstance(error, asyncio.CancelledError) for error in kept)
    async with database.read.connect() as connection:
        whole = await connection.scalar(sa.text("SELECT COUNT(*) FROM things WHERE name = 'whole'"))
    assert whole == 60
    await database.close()
