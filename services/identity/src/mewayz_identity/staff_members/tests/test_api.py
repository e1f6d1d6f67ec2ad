"""Staff: roles, and that there is always a super_admin."""

from typing import Any

from mewayz_identity.staff_members.rules import PATTERNS
from mewayz_kit.permissions import allows
from mewayz_testing.race import race_statuses

URL = "/api/v1/identity/admin/staff-members"


async def test_a_user_joins_and_leaves_the_staff(house: Any) -> None:
    founder, person = await house.founder(), await house.verified()
    staff = await house.staff(founder.tokens["access_token"])
    joined = await staff.post(URL, json={"user_id": person.id, "role": "support"})
    assert joined.status_code == 201, joined.text
    assert (joined.json()["email"], joined.json()["mfa_enrolled"]) == (person.email, False)
    assert (await person.refresh()).json()["code"] == "session_ended"
    again = (await house.login(person)).json()
    assert (await house.claims(again["access_token"]))["staff_enrol"] is True
    house.bench.clock.advance(minutes=31)
    assert (await house.refresh(again["refresh_token"])).json()["code"] == "session_ended", "staff idle out fast"
    assert (await staff.post(URL, json={"user_id": person.id, "role": "admin"})).status_code == 403  # stale step-up
    fresh = await house.staff((await relogin(house, founder))["access_token"])
    twice = await fresh.post(URL, json={"user_id": person.id, "role": "admin"})
    assert (twice.status_code, twice.json()["code"]) == (409, "already_staff")
    assert (await fresh.delete(f"{URL}/{joined.json()['id']}")).status_code == 204
    assert "staff_enrol" not in await house.claims((await house.login(person)).json()["access_token"])


async def relogin(house: Any, founder: Any) -> dict[str, Any]:
    challenge = (await house.login(founder)).json()["challenge"]
    answer = await house.visitor.post(
        f"/api/v1/identity/public/logins/{challenge}/verify", json={"code": founder.code()}
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_the_last_super_admin_stays(house: Any) -> None:
    founder = await house.founder()
    staff = await house.staff(founder.tokens["access_token"])
    [own] = (await staff.get(URL)).json()["items"]
    for answer in (
        await staff.delete(f"{URL}/{own['id']}"),
        await staff.patch(f"{URL}/{own['id']}", json={"role": "support"}),
        await staff.post(
            f"/api/v1/identity/admin/users/{founder.id}/disable", json={"confirm": founder.email, "reason": "test"}
        ),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_super_admin")
    assert (await founder.refresh()).status_code == 200


async def test_two_super_admins_who_leave_at_once_cannot_both(house: Any) -> None:
    founder, second = await house.founder(), await house.verified()
    staff = await house.staff(founder.tokens["access_token"])
    await staff.post(URL, json={"user_id": second.id, "role": "super_admin"})
    members = [(item["user_id"], item["id"]) for item in (await staff.get(URL)).json()["items"]]

    async def attempt(number: int) -> Any:
        user_id, member_id = members[number]
        return await house.bench.staff(sub=user_id).delete(f"{URL}/{member_id}")

    assert await race_statuses(attempt, callers=2) == {204: 1, 409: 1}


async def test_an_unproven_user_cannot_join(house: Any) -> None:
    founder, person = await house.founder(), await house.register()
    staff = await house.staff(founder.tokens["access_token"])
    answer = await staff.post(URL, json={"user_id": person.id, "role": "support"})
    assert (answer.status_code, answer.json()["code"]) == (409, "user_not_active")


def test_what_the_roles_may_do() -> None:
    assert allows(PATTERNS["super_admin"], "platform.staff_members:write")
    assert not allows(PATTERNS["admin"], "platform.staff_members:write")
    assert not allows(PATTERNS["admin"], "platform.signing_keys:emergency")
    assert allows(PATTERNS["admin"], "platform.signing_keys:write")
    assert allows(PATTERNS["support"], "platform.users:read")
    assert allows(PATTERNS["support"], "platform.users:reset_mfa")
    assert not allows(PATTERNS["support"], "platform.users:write")
    assert not allows(("*:*",), "platform.users:read")


async def test_nobody_else_comes_in(house: Any) -> None:
    person = await house.register()
    member = house.bench.member(await house.bench.workspace())
    weak = house.bench.staff(permissions=["platform.users:read"])
    for client, status in ((house.visitor, 401), (await person.client(), 403), (member, 403), (weak, 403)):
        assert (await client.get(URL)).status_code == status
        assert (await client.post(URL, json={"user_id": person.id, "role": "admin"})).status_code == status


async def test_networks_and_roles_of_staff_are_in_the_token(house: Any) -> None:
    founder, person = await house.founder(), await house.verified()
    staff = await house.staff(founder.tokens["access_token"])
    await person.enrol_totp()
    unknown = await staff.post(URL, json={"user_id": person.id, "role": "nobody"})
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (422, "/role")
    wrong = await staff.post(URL, json={"user_id": person.id, "role": "support", "allowed_ips": ["here"]})
    assert wrong.status_code == 422
    body = {"user_id": person.id, "role": "support", "allowed_ips": ["203.0.113.7/24"]}
    joined = await staff.post(URL, json=body)
    assert joined.json()["allowed_ips"] == ["203.0.113.0/24"]
    house.bench.clock.advance(seconds=30)
    claims = await house.claims((await relogin(house, person))["access_token"])
    assert claims["staff_ips"] == ["203.0.113.0/24"]
    assert "platform.users:read" not in claims["staff"]
    assert allows(claims["staff"], "platform.users:read")
    moved = await staff.patch(f"{URL}/{joined.json()['id']}", json={"allowed_ips": []})
    assert (moved.json()["allowed_ips"], moved.json()["role"]) == ([], "support")


async def test_only_a_super_admin_hands_out_roles(house: Any) -> None:
    founder, admin, person = await house.founder(), await house.verified(), await house.verified()
    staff = await house.staff(founder.tokens["access_token"])
    await staff.post(URL, json={"user_id": admin.id, "role": "admin"})
    half = house.bench.staff(sub=admin.id, permissions=["platform.*:*"])
    refused = await half.post(URL, json={"user_id": person.id, "role": "super_admin"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_super_admin")
    assert len((await staff.get(URL)).json()["items"]) == 2


async def test_staff_without_a_second_factor_is_told_every_week(house: Any) -> None:
    founder, person = await house.founder(), await house.verified()
    staff = await house.staff(founder.tokens["access_token"])
    await staff.post(URL, json={"user_id": person.id, "role": "support"})
    house.bench.clock.advance(days=7)
    mails = await house.mails(person.email, "notification")
    assert len([mail for mail in mails if "second factor" in mail["data"]["title"]]) == 1
    assert await house.mails(founder.email, "notification") == []
