"""A sign-in that the database undoes, because somebody else holds what it needs and waits for what it holds."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from mewayz_identity.throttles.models import Throttle
from mewayz_kit.db import is_deadlock
from mewayz_kit.portable import is_mysql, table_of

URL = "/api/v1/identity"
HERE = {"mewayz-internal-client-ip": "192.0.2.7"}
throttles = table_of(Throttle)


async def test_a_sign_in_that_ends_a_deadlock_is_done_again_and_counts_once(house: Any) -> None:
    database, crypto = house.bench.runtime.db, house.bench.runtime.crypto
    if not is_mysql(database.dialect):
        pytest.skip("SQLite lets one write at a time, so nobody waits for somebody who waits")
    person = await house.register()
    body = {"email": person.email, "password": person.password, "client": "native"}

    async def sign_in() -> Any:
        return await house.visitor.post(f"{URL}/public/logins", json=body, headers=HERE)

    async def attempts() -> int:
        async with database.read.connect() as connection:
            return int((await connection.execute(sa.select(sa.func.sum(throttles.c.count)))).scalar_one())

    before = await attempts()
    assert (await sign_in()).status_code == 200
    client = await person.client()
    sessions = len((await client.get(f"{URL}/sessions")).json()["items"])
    told = len(await house.bench.published("identity.login.succeeded.v1"))
    engine, counted, met = database.write.sync_engine, asyncio.Event(), list[bool]()
    steps = iter(("account", "ip"))

    def look(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        # It holds the count of the account, and is about to wait for that of the place.
        if statement.startswith("UPDATE throttles") and next(steps, None) == "ip":
            counted.set()

    async with database.write.connect() as other, other.begin():
        place = throttles.c.key == crypto.keyed_hash("throttle", f"ip\0{HERE['mewayz-internal-client-ip']}")
        [_] = await other.execute(sa.select(throttles.c.key).where(place).with_for_update())
        # Whoever has written less is undone.
        until = house.bench.clock.now() + timedelta(hours=1)
        rows = [{"key": bytes([number]) * 32, "count": 0, "ends_at": until} for number in range(100)]
        await other.execute(sa.insert(throttles), rows)
        sa.event.listen(engine, "before_cursor_execute", look)
        sa.event.listen(engine, "handle_error", lambda context: met.append(is_deadlock(context.sqlalchemy_exception)))
        signing_in = asyncio.create_task(sign_in())
        await counted.wait()
        await other.execute(sa.select(throttles.c.key).with_for_update())
    answer = await signing_in
    assert met == [True]
    assert answer.status_code == 200, answer.text
    assert len((await client.get(f"{URL}/sessions")).json()["items"]) == sessions + 1
    assert len(await house.bench.published("identity.login.succeeded.v1")) == told + 1
    assert await attempts() == before, "a right password costs no attempt"
