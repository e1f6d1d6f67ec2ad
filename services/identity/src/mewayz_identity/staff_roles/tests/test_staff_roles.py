"""Staff roles of the operator's own."""

from typing import Any

from mewayz_kit.permissions import allows

URL = "/api/v1/identity/admin/staff-roles"
MEMBERS = "/api/v1/identity/admin/staff-members"
BODY = {"key": "trust_team", "name": "Trust and safety", "permissions": ["platform.users:read"]}


async def test_a_role_is_made_given_changed_and_removed(house: Any) -> None:
    founder, person = await house.founder(), await house.verified()
    await person.enrol_totp()
    staff = await house.staff(founder.tokens["access_token"])
    made = await staff.post(URL, json=BODY)
    assert made.status_code == 201, made.text
    one = f"{URL}/{made.json()['id']}"
    assert (await staff.post(URL, json=BODY)).json()["code"] == "role_exists"
    joined = await staff.post(MEMBERS, json={"user_id": person.id, "role": "trust_team"})
    assert joined.status_code == 201, joined.text
    house.bench.clock.advance(seconds=30)
    challenge = (await house.login(person)).json()["challenge"]
    proof = f"/api/v1/identity/public/logins/{challenge}/verify"
    tokens = (await house.visitor.post(proof, json={"code": person.code()})).json()
    claims = await house.claims(tokens["access_token"])
    assert claims["staff"] == ["platform.users:read"]
    changed = await staff.patch(one, json={"permissions": ["platform.users:*", "!platform.users:delete"]})
    assert allows(changed.json()["permissions"], "platform.users:write")
    assert (await house.refresh(tokens["refresh_token"])).json()["code"] == "session_ended"
    assert (await staff.delete(one)).json()["code"] == "role_in_use"
    await staff.delete(f"{MEMBERS}/{joined.json()['id']}")
    assert (await staff.delete(one)).status_code == 204
    assert (await staff.get(one)).status_code == 404
    log = (await staff.get("/api/v1/identity/admin/security-events")).json()["items"]
    assert {"staff_role.created", "staff_role.changed", "staff_role.deleted"} <= {item["action"] for item in log}


async def test_what_no_role_can_be(house: Any) -> None:
    founder, person = await house.founder(), await house.verified()
    staff = await house.staff(founder.tokens["access_token"])
    for wrong in (
        {"key": "support"},
        {"key": "No"},
        {"permissions": []},
        {"permissions": ["*:*"]},
        {"permissions": ["crm.contacts:read"]},
    ):
        assert (await staff.post(URL, json=BODY | wrong)).status_code == 422
    await staff.post(MEMBERS, json={"user_id": person.id, "role": "admin"})
    admin = house.bench.staff(sub=person.id)
    refused = await admin.post(URL, json=BODY | {"permissions": ["platform.*:*"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_super_admin")
    assert (await staff.get(URL)).json()["items"] == []
