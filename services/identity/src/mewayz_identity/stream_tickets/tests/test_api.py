"""Stream tickets work once and for half a minute."""

from typing import Any

from mewayz_kit.ids import new_id
from mewayz_testing.race import race_statuses


async def issue(house: Any, person: Any, **body: Any) -> str:
    answer = await (await person.client()).post("/api/v1/identity/stream-tickets", json=body)
    assert (answer.status_code, answer.json()["expires_in"]) == (201, 30)
    return str(answer.json()["ticket"])


async def test_a_ticket_tells_who_opens_the_stream(house: Any) -> None:
    person, workspace = await house.verified(), str(new_id())
    ticket = await issue(house, person, workspace_id=workspace)
    claims = await person.claims()
    used = await house.bench.service("gateway").post(f"/internal/v1/stream-tickets/{ticket}/consume")
    assert used.json() == {
        "user_id": person.id,
        "session_id": claims["sid"],
        "workspace_id": workspace,
        "email_verified": True,
        "aal": 1,
        "auth_time": claims["auth_time"],
        "actor_id": None,
        "terms_pending": False,
        "mfa_missing": False,
        "leaving": False,
    }


async def test_it_works_once_also_in_parallel_and_not_for_long(house: Any) -> None:
    person = await house.register()
    ticket = await issue(house, person)

    async def attempt(_number: int) -> Any:
        return await house.bench.service("gateway").post(f"/internal/v1/stream-tickets/{ticket}/consume")

    assert await race_statuses(attempt, callers=5) == {200: 1, 404: 4}
    late = await issue(house, person)
    house.bench.clock.advance(seconds=30)
    gateway = house.bench.service("gateway")
    assert (await gateway.post(f"/internal/v1/stream-tickets/{late}/consume")).status_code == 404
    assert (await gateway.post("/internal/v1/stream-tickets/unknown/consume")).status_code == 404
    assert (await house.bench.service("crm").post(f"/internal/v1/stream-tickets/{late}/consume")).status_code == 403
