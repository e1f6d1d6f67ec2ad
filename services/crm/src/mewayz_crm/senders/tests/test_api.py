"""Senders through their routes: an address is proven by a code that only its reader knows."""

import re
from typing import Any

import httpx2

from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL = "/api/v1/crm/senders"
BODY = {"name": "Jane of Acme", "address": "Jane@Example.com"}


async def make(member: httpx2.AsyncClient) -> str:
    answer = await member.post(URL, json=BODY)
    assert answer.status_code == 201, answer.text
    return f"{URL}/{answer.json()['id']}"


async def code(bench: ServiceBench, post: Any) -> str:
    await bench.run_until_idle()
    found = re.search(r"^\d{6}$", post.text(post.to("Jane@example.com")[-1]), re.MULTILINE)
    assert found is not None
    return found.group()


def another(digits: str) -> str:
    return f"{(int(digits) + 1) % 1_000_000:06d}"


async def test_an_address_is_proven_by_the_newest_code(mailing: ServiceBench, post: Any) -> None:
    acme, other = await mailing.workspace(), await mailing.workspace()
    member = mailing.member(acme)
    where = await make(member)
    assert (await member.post(URL, json=BODY | {"address": "jane@EXAMPLE.com"})).json()["code"] == "sender_exists"
    assert (await mailing.member(other).post(URL, json=BODY)).status_code == 201
    assert (await member.post(f"{where}/verify", json={"code": "000000"})).json()["code"] == "code_expired"
    assert (await member.get(f"{where}/code")).status_code == 404

    asked = await member.post(f"{where}/send-code")
    assert (asked.status_code, asked.json()["attempts_left"]) == (202, 5), asked.text
    first = await code(mailing, post)
    assert (await member.get(f"{where}/code")).json()["outcome"] == "sent"
    soon = await member.post(f"{where}/send-code")
    assert (soon.status_code, soon.headers["retry-after"]) == (429, "61")
    mailing.clock.advance(minutes=1)
    assert (await member.post(f"{where}/send-code")).status_code == 202
    second = await code(mailing, post)
    assert second != first
    wrong = await member.post(f"{where}/verify", json={"code": first})
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "wrong_code")
    assert (await member.get(f"{where}/code")).json()["attempts_left"] == 4
    assert (await member.get(where)).json()["state"] == "pending"
    for stranger in (mailing.member(other), mailing.member(acme, permissions=("crm.*:read",))):
        assert (await stranger.post(f"{where}/verify", json={"code": second})).status_code in {403, 404}
    proven = await member.post(f"{where}/verify", json={"code": second})
    assert (proven.status_code, proven.json()["state"]) == (200, "verified"), proven.text
    assert (await member.post(f"{where}/send-code")).json()["code"] == "already_verified"
    assert (await member.patch(where, json={"address": "x@example.com"})).status_code == 422
    assert (await member.patch(where, json={"daily_cap": 50})).json()["state"] == "verified"


async def test_five_guesses_are_looked_at_and_no_more(mailing: ServiceBench, post: Any) -> None:
    member = mailing.member(await mailing.workspace())
    where = await make(member)
    await member.post(f"{where}/send-code")
    right = await code(mailing, post)

    async def guess(_: int) -> httpx2.Response:
        return await member.post(f"{where}/verify", json={"code": another(right)})

    assert await race_statuses(guess, callers=8) == {422: 5, 409: 3}
    assert (await member.post(f"{where}/verify", json={"code": right})).json()["code"] == "code_expired"
    assert (await member.get(where)).json()["state"] == "pending"


async def test_a_code_ends_after_an_hour_and_says_when_nothing_can_carry_it(mailing: ServiceBench, post: Any) -> None:
    member = mailing.member(await mailing.workspace())
    where = await make(member)
    await member.post(f"{where}/send-code")
    digits = await code(mailing, post)
    mailing.clock.advance(minutes=61)
    assert (await member.post(f"{where}/verify", json={"code": digits})).json()["code"] == "code_expired"
    post.open = False
    await member.post(f"{where}/send-code")
    await mailing.run_until_idle()
    assert (await member.get(f"{where}/code")).json()["outcome"] == "provider_not_configured"
