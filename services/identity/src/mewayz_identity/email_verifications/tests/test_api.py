"""Proving an address, only in the flow that asked."""

from typing import Any

import sqlalchemy as sa

from mewayz_identity.users.models import User
from mewayz_testing.race import race_statuses

URL = "/api/v1/identity/public/email-verifications"


async def status_of(house: Any, person: Any) -> str:
    table = User.__table__
    async with house.bench.runtime.db.read.connect() as connection:
        return str(await connection.scalar(sa.select(table.c.status).where(table.c.email == person.email)))


async def test_the_link_works_in_the_flow_that_asked_and_nowhere_else(house: Any) -> None:
    person, eve = await house.register(), await house.register()
    token = await house.mailed_token(person.email, "email_verification")
    stranger = await house.visitor.post(URL, json={"flow": eve.flow, "token": token})
    assert (stranger.status_code, stranger.json()["code"]) == (401, "invalid_code")
    assert await status_of(house, person) == await status_of(house, eve) == "pending"
    assert (await house.visitor.post(URL, json={"flow": person.flow, "token": token})).status_code == 200
    assert await status_of(house, person) == "active"
    again = await house.visitor.post(URL, json={"flow": person.flow, "token": token})
    assert (again.status_code, again.json()["code"]) == (410, "verification_closed")


async def test_five_wrong_codes_close_it_and_a_newer_mail_voids_the_older(house: Any) -> None:
    person = await house.register()
    right = await house.mailed_code(person.email)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    statuses = [
        (await house.visitor.post(URL, json={"flow": person.flow, "code": wrong})).status_code for _ in range(6)
    ]
    assert statuses == [401] * 5 + [410]
    assert (await house.visitor.post(URL, json={"flow": person.flow, "code": right})).status_code == 410

    again = await (await person.client()).post("/api/v1/identity/me/verify-email")
    first = again.json()["flow"]
    old_code = await house.mailed_code(person.email)
    newer = await house.visitor.post(f"{URL}/resend", json={"flow": first})
    assert newer.status_code == 202
    code = await house.mailed_code(person.email)
    assert (await house.visitor.post(URL, json={"flow": first, "code": old_code})).status_code == 410
    done = await house.visitor.post(URL, json={"flow": newer.json()["flow"], "code": code})
    assert done.status_code == 200
    known = await (await person.client()).post("/api/v1/identity/me/verify-email")
    assert (known.status_code, known.json()["code"]) == (409, "email_already_verified")


async def test_a_code_is_good_for_ten_minutes_a_link_for_an_hour(house: Any) -> None:
    person = await house.register()
    code, token = await house.mailed_code(person.email), await house.mailed_token(person.email, "email_verification")
    house.bench.clock.advance(minutes=11)
    assert (await house.visitor.post(URL, json={"flow": person.flow, "code": code})).status_code == 401
    assert (await house.visitor.post(URL, json={"flow": person.flow, "token": token})).status_code == 200
    late = await house.register()
    token = await house.mailed_token(late.email, "email_verification")
    house.bench.clock.advance(minutes=61)
    assert (await house.visitor.post(URL, json={"flow": late.flow, "token": token})).status_code == 410


async def test_resend_answers_unknown_flows_alike_and_mails_at_most_five_an_hour(house: Any) -> None:
    person = await house.register()
    unknown = await house.visitor.post(f"{URL}/resend", json={"flow": "0" * 75})
    flow = person.flow
    for _ in range(6):
        answer = await house.visitor.post(f"{URL}/resend", json={"flow": flow})
        assert (answer.status_code, answer.json().keys()) == (unknown.status_code, unknown.json().keys())
        flow = answer.json()["flow"]
    assert len(await house.mails(person.email, "email_verification")) == 5


async def test_parallel_right_codes_verify_once(house: Any) -> None:
    person = await house.register()
    code = await house.mailed_code(person.email)

    async def attempt(_number: int) -> Any:
        return await house.bench.client().post(URL, json={"flow": person.flow, "code": code})

    assert await race_statuses(attempt, callers=4) == {200: 1, 410: 3}
    assert len(await house.bench.published("identity.user.verified.v1")) == 1


async def test_either_code_or_token(house: Any) -> None:
    person = await house.register()
    for body in ({}, {"code": "123456", "token": "x"}, {"code": "12345"}):
        assert (await house.visitor.post(URL, json={"flow": person.flow} | body)).status_code == 422
