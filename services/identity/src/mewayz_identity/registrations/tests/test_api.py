"""Registering through the routes, and what must not be possible there."""

from typing import Any

import pytest
import sqlalchemy as sa

from mewayz_identity.users.models import User
from mewayz_testing.race import race_statuses

URL = "/api/v1/identity"
BODY = {"email": "Ada@Example.com", "password": "correct horse battery", "name": "Ada", "client": "native"}


async def count_users(house: Any) -> int:
    async with house.bench.runtime.db.read.connect() as connection:
        return int(await connection.scalar(sa.select(sa.func.count()).select_from(User.__table__)))


async def test_registering_signs_in_and_verifying_activates(house: Any) -> None:
    answer = await house.visitor.post(f"{URL}/public/registrations", json=BODY | {"referral_code": "r1"})
    assert answer.status_code == 201, answer.text
    tokens = answer.json()
    claims = await house.claims(tokens["access_token"])
    assert claims["email_verified"] is False
    assert (claims["sub"], claims["aal"], claims["terms_pending"]) == (tokens["user"]["id"], 1, False)
    assert claims["exp"] - claims["iat"] == 900
    client = await house.forwarded(tokens["access_token"])
    me = (await client.get(f"{URL}/me")).json()
    assert (me["email"], me["status"], me["mfa"]["enrolled"]) == ("Ada@example.com", "pending", False)

    code = await house.mailed_code("Ada@example.com")
    done = await house.visitor.post(
        f"{URL}/public/email-verifications", json={"flow": tokens["verification"]["flow"], "code": code}
    )
    assert done.json() == {"status": "verified", "tokens": None}
    assert (await client.get(f"{URL}/me")).json()["status"] == "active"
    fresh = (await house.refresh(tokens["refresh_token"])).json()
    assert (await house.claims(fresh["access_token"]))["email_verified"] is True

    types = [event.type for event in await house.bench.published()]
    assert types == [
        "identity.user.created.v1",
        "identity.login.succeeded.v1",
        "identity.user.updated.v1",
        "identity.user.verified.v1",
    ]
    [created] = await house.bench.published("identity.user.created.v1")
    assert (created.data["source"], created.data["referral_code"]) == ("registration", "r1")
    assert not any("hash" in name or "password" in name for name in created.data)


async def test_the_same_address_in_another_spelling_is_taken(house: Any) -> None:
    await house.register("ada+x@münchen.example")
    for spelling in ("ADA+X@xn--mnchen-3ya.example", "Ada+x@MÜNCHEN.example", " ａｄａ+x@münchen.example"):
        answer = await house.visitor.post(f"{URL}/public/registrations", json=BODY | {"email": spelling})
        assert (answer.status_code, answer.json()["code"]) == (409, "email_taken"), spelling
    for other in ("ada@münchen.example", "a.da+x@münchen.example"):
        await house.register(other)


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"password": "short"}, "/password"),
        ({"password": "password123"}, "/password"),
        ({"password": "ada.example-2024", "email": "ada.example@example.org"}, "/password"),
        ({"password": "aaaaaaaaaaaaaa"}, "/password"),
        ({"password": "1234567890123"}, "/password"),
        ({"email": "nonsense"}, "/email"),
        ({"name": ""}, "/name"),
        ({"status": "active"}, "/status"),
        ({"platform_role": "super_admin"}, "/platform_role"),
        ({"timezone": "Mars/Olympus"}, "/timezone"),
        ({"locale": "klingon!"}, "/locale"),
    ],
)
async def test_bad_input_is_refused_and_changes_nothing(house: Any, change: dict[str, Any], pointer: str) -> None:
    answer = await house.visitor.post(f"{URL}/public/registrations", json=BODY | change)
    assert answer.status_code == 422, answer.text
    assert pointer in {error["pointer"] for error in answer.json()["errors"]}
    assert await count_users(house) == 0
    assert await house.bench.published() == []
    assert [row for row in await house.bench.inbox() if row.type.startswith("job:")] == []


async def test_a_short_password_is_told_how_many_characters_it_needs(house: Any) -> None:
    answer = await house.visitor.post(f"{URL}/public/registrations", json=BODY | {"password": "short"})
    assert [error["message"] for error in answer.json()["errors"]] == ["String should have at least 10 characters"]


async def test_a_password_is_taken_verbatim(house: Any) -> None:
    person = await house.register(password="  spaces around ñ𝔘 ")
    assert (await house.login(person, password="  spaces around ñ𝔘 ")).status_code == 200
    assert (await house.login(person, password="spaces around ñ𝔘")).status_code == 401
    long = await house.register(password="x1y2z3-" * 18)
    assert (await house.login(long, password="x1y2z3-" * 18)).status_code == 200
    assert (await house.login(long, password=("x1y2z3-" * 18)[:72])).status_code == 401


async def test_parallel_registrations_of_one_address_make_one_user(house: Any) -> None:
    async def attempt(number: int) -> Any:
        client = house.bench.client()
        return await client.post(f"{URL}/public/registrations", json=BODY | {"name": f"Ada {number}"})

    statuses = await race_statuses(attempt, callers=5)
    assert statuses == {201: 1, 409: 4}
    assert await count_users(house) == 1


async def test_asking_for_taken_addresses_is_limited_per_network_address(house: Any) -> None:
    await house.register("ada@example.com")
    headers = {"mewayz-internal-client-ip": "192.0.2.7"}
    statuses = [
        (await house.visitor.post(f"{URL}/public/registrations", json=BODY, headers=headers)).status_code
        for _ in range(6)
    ]
    assert statuses == [409] * 5 + [429]
    other = await house.visitor.post(
        f"{URL}/public/registrations", json=BODY, headers={"mewayz-internal-client-ip": "192.0.2.8"}
    )
    assert other.status_code == 409


async def test_verify_first_tells_nothing_and_makes_the_account_when_proven(open_house: Any) -> None:
    async with open_house(registration="verify_first") as house:
        sent = await house.visitor.post(f"{URL}/public/registrations", json=BODY)
        assert sent.status_code == 202
        assert await count_users(house) == 0
        code = await house.mailed_code("Ada@example.com")
        done = await house.visitor.post(
            f"{URL}/public/email-verifications", json={"flow": sent.json()["verification"]["flow"], "code": code}
        )
        assert done.status_code == 200, done.text
        assert done.json()["tokens"]["user"]["status"] == "active"
        again = await house.visitor.post(f"{URL}/public/registrations", json=BODY)
        assert (again.status_code, again.json().keys()) == (202, sent.json().keys())
        assert len(await house.mails("Ada@example.com", "email_verification")) == 1
        assert await count_users(house) == 1


async def test_closed_registration_and_denied_domains(open_house: Any) -> None:
    async with open_house(registration="closed") as house:
        answer = await house.visitor.post(f"{URL}/public/registrations", json=BODY)
        assert (answer.status_code, answer.json()["code"]) == (403, "registration_closed")
    async with open_house(denied_email_domains=("example.com",)) as house:
        answer = await house.visitor.post(f"{URL}/public/registrations", json=BODY | {"email": "a@sub.example.com"})
        assert answer.json()["errors"][0]["code"] == "email_domain_denied"
