"""Who must have a second factor: members of a workspace that says so, and everybody where the platform does."""

from typing import Any

URL = "/api/v1/identity"
SETTINGS = f"{URL}/admin/settings"


async def required(person: Any) -> bool:
    return bool((await (await person.client()).get(f"{URL}/me")).json()["mfa"]["required"])


async def give_up(person: Any) -> tuple[int, str]:
    """Try to delete the only authenticator: status and code."""
    client = await person.client()
    [held] = (await client.get(f"{URL}/totp-credentials")).json()["items"]
    answer = await client.delete(f"{URL}/totp-credentials/{held['id']}")
    return answer.status_code, answer.json()["code"] if answer.content else ""


async def test_a_workspace_demands_it_of_its_active_members(house: Any) -> None:
    bench, person = house.bench, await house.verified()
    workspace, elsewhere = await bench.workspace(), await bench.workspace(require_mfa=True)
    await person.enrol_totp()

    async def member(verb: str) -> None:
        fact = {"user_id": person.id, "role": "viewer"}
        await bench.deliver(f"workspace.member.{verb}.v1", fact, workspace_id=workspace)

    await member("created")
    assert not await required(person), f"{elsewhere} is no workspace of theirs"
    await bench.workspace(workspace_id=workspace, require_mfa=True)
    assert await required(person)
    assert await give_up(person) == (409, "mfa_required")
    assert await required(person)
    await bench.workspace(workspace_id=workspace, require_mfa=False, version=1)
    assert await required(person), "an older snapshot changes nothing"
    for verb, holds in (("suspended", False), ("reactivated", True)):
        house.bench.clock.advance(seconds=1)
        await member(verb)
        assert await required(person) is holds
    await bench.workspace(workspace_id=workspace, require_mfa=True, status="archived", version=9)
    assert not await required(person), "nobody can enter an archived workspace"
    await bench.workspace(workspace_id=workspace, require_mfa=True, version=10)
    assert await give_up(person) == (409, "mfa_required")
    await bench.workspace(workspace_id=workspace, require_mfa=False, version=11)
    assert await give_up(person) == (204, "")


async def test_the_platform_may_demand_it_of_everybody(house: Any) -> None:
    person, staff = await house.verified(), house.bench.staff()
    assert (await person.claims())["mfa_missing"] is False
    changed = await staff.patch(SETTINGS, json={"mfa_required_of": "everybody"})
    assert changed.json()["mfa_required_of"] == "everybody"
    assert (await house.visitor.get(f"{URL}/public/auth-options")).json()["mfa_required"] is True
    await person.refresh()
    assert (await person.claims())["mfa_missing"] is True
    assert person.tokens["user"]["mfa"]["required"] is True
    ticket = (await (await person.client()).post(f"{URL}/stream-tickets", json={})).json()["ticket"]
    used = await house.bench.service("gateway").post(f"/internal/v1/stream-tickets/{ticket}/consume")
    assert used.json()["mfa_missing"] is True, "a stream opens no more than a token does"

    await person.enrol_totp()
    await person.refresh()
    assert (await person.claims())["mfa_missing"] is False
    assert await give_up(person) == (409, "mfa_required")
    await staff.patch(SETTINGS, json={"mfa_required_of": None})
    assert await give_up(person) == (204, "")
    await person.refresh()
    assert (await person.claims())["mfa_missing"] is False
