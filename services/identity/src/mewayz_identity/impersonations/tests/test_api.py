"""Acting as somebody, in everybody's view."""

from typing import Any

URL = "/api/v1/identity/admin/impersonations"


async def forwarded(house: Any, token: str) -> Any:
    claims = await house.claims(token)
    return house.bench.person(
        claims["sub"], sid=claims["sid"], act=claims["act"], aal=claims["aal"], auth_time=claims["auth_time"]
    )


async def test_staff_acts_as_a_person_with_a_reason_and_both_names(house: Any) -> None:
    founder, person = await house.founder(), await house.verified()
    staff = await house.staff(founder.tokens["access_token"])
    started = await staff.post(URL, json={"user_id": person.id, "reason": "ticket 4711"})
    assert started.status_code == 201, started.text
    claims = await house.claims(started.json()["access_token"])
    assert (claims["sub"], claims["act"]) == (person.id, founder.id)
    assert "staff" not in claims
    acting = await forwarded(house, started.json()["access_token"])
    assert (await acting.get("/api/v1/identity/me")).json()["acting_staff_id"] == founder.id
    own = await person.client()
    assert (await own.get("/api/v1/identity/me")).json()["acting_staff_id"] is None
    assert len((await own.get("/api/v1/identity/sessions")).json()["items"]) == 1
    forbidden = await acting.patch("/api/v1/identity/me", json={"name": "X"})
    assert (forbidden.status_code, forbidden.json()["code"]) == (403, "impersonation_forbidden")
    log = (await own.get("/api/v1/identity/security-events")).json()["items"]
    [entry] = [item for item in log if item["action"] == "impersonation.started"]
    assert (entry["actor_id"], entry["user_id"], entry["details"]["reason"]) == (founder.id, person.id, "ticket 4711")
    [event] = await house.bench.published("identity.impersonation.started.v1")
    assert (event.data["staff_id"], event.data["user_id"]) == (founder.id, person.id)


async def test_it_dies_after_an_hour_and_can_be_ended(house: Any) -> None:
    founder, person = await house.founder(), await house.verified()
    staff = await house.staff(founder.tokens["access_token"])
    started = (await staff.post(URL, json={"user_id": person.id, "reason": "ticket 4711"})).json()
    where = f"{URL}/{started['impersonation']['id']}"
    house.bench.clock.advance(minutes=50)
    renewed = (await staff.post(f"{where}/renew")).json()
    assert renewed["expires_in"] == 600
    house.bench.clock.advance(minutes=10)
    over = await staff.post(f"{where}/renew")
    assert (over.status_code, over.json()["code"]) == (410, "impersonation_ended")
    await house.bench.run_until_idle()
    assert len(await house.bench.published("identity.impersonation.ended.v1")) == 1

    again = await house.staff((await relogin(house, founder))["access_token"])
    second = (await again.post(URL, json={"user_id": person.id, "reason": "ticket 4712"})).json()
    ended = await again.post(f"{URL}/{second['impersonation']['id']}/end")
    assert ended.json()["ended_at"] is not None
    sid = (await house.claims(second["access_token"]))["sid"]
    revoked = [e.data["session_id"] for e in await house.bench.published("identity.session.revoked.v1")]
    assert sid in revoked


async def relogin(house: Any, founder: Any) -> Any:
    challenge = (await house.login(founder)).json()["challenge"]
    url = f"/api/v1/identity/public/logins/{challenge}/verify"
    return (await house.visitor.post(url, json={"code": founder.code()})).json()


async def test_whom_nobody_may_act_as(house: Any) -> None:
    founder, person, other = await house.founder(), await house.verified(), await house.verified()
    staff = await house.staff(founder.tokens["access_token"])
    await staff.post("/api/v1/identity/admin/staff-members", json={"user_id": other.id, "role": "support"})
    for user_id in (other.id, founder.id):
        answer = await staff.post(URL, json={"user_id": user_id, "reason": "curious"})
        assert (answer.status_code, answer.json()["code"]) == (403, "staff_not_impersonated")
    nested = house.bench.staff(sub=founder.id, act=person.id)
    assert (await nested.post(URL, json={"user_id": person.id, "reason": "x" * 5})).status_code == 403
    assert (await staff.post(URL, json={"user_id": person.id, "reason": ""})).status_code == 422
    owner = house.bench.member(await house.bench.workspace(), permissions=["*:*"])
    assert (await owner.post(URL, json={"user_id": person.id, "reason": "mine"})).status_code == 403
    assert await house.bench.published("identity.impersonation.started.v1") == []


async def test_losing_the_role_ends_what_staff_does_as_others(house: Any) -> None:
    founder, person, helper = await house.founder(), await house.verified(), await house.verified()
    staff = await house.staff(founder.tokens["access_token"])
    joined = await staff.post("/api/v1/identity/admin/staff-members", json={"user_id": helper.id, "role": "support"})
    support = house.bench.staff(sub=helper.id, permissions=["platform.impersonations:write"])
    started = (await support.post(URL, json={"user_id": person.id, "reason": "ticket 4711"})).json()
    sid = (await house.claims(started["access_token"]))["sid"]
    await staff.delete(f"/api/v1/identity/admin/staff-members/{joined.json()['id']}")
    revoked = [e.data["session_id"] for e in await house.bench.published("identity.session.revoked.v1")]
    assert sid in revoked
    answer = await support.post(f"{URL}/{started['impersonation']['id']}/renew")
    assert answer.json()["code"] == "impersonation_ended"
