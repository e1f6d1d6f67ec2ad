"""Importing people: the dry run promises what the real run does."""

from typing import Any

import bcrypt
import pytest

USERS = "/api/v1/identity/admin/users"
URL = f"{USERS}/imports"
HASH = bcrypt.hashpw(b"an old password", bcrypt.gensalt(4)).decode()
ROWS = [
    ("ada@old.example", "Ada", "beta", HASH),
    ("grace@old.example", "Grace", "beta", ""),
    ("not an address", "Nobody", "", ""),
    ("ADA@old.example", "Ada again", "", ""),
    ("carl@old.example", "", "", ""),
    ("edsger@old.example", "Edsger", "", "$2b$31$" + "x" * 53),
    ("known@example.com", "Known", "", ""),
]
FAILED = [3, 4, 5, 6, 7]


def file_of(rows: list[tuple[str, ...]]) -> bytes:
    return "\n".join(["email,name,segment,password_hash", *map(",".join, rows)]).encode()


async def run(house: Any, staff: Any, content: bytes) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Dry run and real run; answers both, and the import."""
    upload = (await staff.post(URL, content=content, headers={"content-type": "text/csv"})).json()
    one = f"{URL}/{upload['id']}"
    mapped = await staff.post(f"{one}/map", json={"mapping": upload["suggested"], "mode": "create"})
    assert mapped.status_code == 200, mapped.text
    outcomes, house.mailroom.keys = [], await house.keys()
    for step in ("validate", "start"):
        assert (await staff.post(f"{one}/{step}")).status_code == 202
        await house.bench.run_until_idle()
        rows = (await staff.get(f"{one}/rows")).json()["items"]
        outcomes.append({row["row"]: (row["outcome"], row["code"]) for row in rows})
    return outcomes[0], outcomes[1], (await staff.get(one)).json()


async def test_dry_run_and_real_run_agree_and_a_second_upload_makes_no_twin(house: Any) -> None:
    staff = house.bench.staff()
    await house.register("known@example.com")
    dry, real, done = await run(house, staff, file_of(ROWS))
    assert dry == real
    assert [row for row, (outcome, _) in real.items() if outcome == "failed"] == FAILED
    assert (done["state"], done["created"], done["failed"]) == ("completed", 2, 5)
    made = (await staff.get(USERS, params={"source": "import"})).json()["items"]
    assert {item["email"] for item in made} == {"ada@old.example", "grace@old.example"}
    assert all(item["segments"] == ["beta"] for item in made)
    found = (await staff.get(USERS, params={"segment": "beta", "count": "true"})).json()
    assert found["total"] == 2
    _, again, repeated = await run(house, staff, file_of(ROWS))
    assert repeated["created"] == 0
    assert {outcome for outcome, _ in again.values()} == {"failed"}
    created = await house.bench.published("identity.user.created.v1")
    assert [e.data["segments"] for e in created if e.data["source"] == "import"] == [["beta"]] * 2
    assert all(event.workspaceid is None for event in created)
    assert HASH not in str([event.model_dump_json() for event in await house.bench.published()])


async def test_imported_people_sign_in_by_the_old_password_or_claim_the_account(house: Any) -> None:
    staff = house.bench.staff()
    await run(house, staff, file_of(ROWS[:2]))
    ada = (await staff.get(USERS, params={"q": "ada@old.example"})).json()["items"][0]
    assert ada["password_scheme"] == "bcrypt"
    body = {"email": "ada@old.example", "password": "an old passwore", "client": "native"}
    assert (await house.visitor.post("/api/v1/identity/public/logins", json=body)).status_code == 401
    body["password"] = "an old password"
    for _ in range(2):
        signed_in = await house.visitor.post("/api/v1/identity/public/logins", json=body)
        assert signed_in.status_code == 200, signed_in.text
        assert (await staff.get(f"{USERS}/{ada['id']}")).json()["password_scheme"] == "argon2id"
    assert await house.mails("ada@old.example", "notification") == []
    token = await house.mailed_token("grace@old.example", "notification")
    confirm = "/api/v1/identity/public/password-resets/confirm"
    claimed = await house.visitor.post(confirm, json={"token": token, "password": "correct horse battery"})
    assert claimed.status_code == 204, claimed.text
    body = {"email": "grace@old.example", "password": "correct horse battery", "client": "native"}
    grace = (await house.visitor.post("/api/v1/identity/public/logins", json=body)).json()
    assert grace["user"]["status"] == "active", "the link has proven the address"


async def test_taking_an_import_back_keeps_who_uses_the_account(house: Any) -> None:
    staff = house.bench.staff()
    *_, done = await run(house, staff, file_of(ROWS[:2]))
    body = {"email": "ada@old.example", "password": "an old password", "client": "native"}
    assert (await house.visitor.post("/api/v1/identity/public/logins", json=body)).status_code == 200
    assert (await staff.post(f"{URL}/{done['id']}/revert")).status_code == 202
    await house.bench.run_until_idle()
    reverted = (await staff.get(f"{URL}/{done['id']}")).json()
    assert (reverted["state"], reverted["reverted"], reverted["kept"]) == ("reverted", 1, 1)


@pytest.mark.parametrize("permissions", [("platform.*:read",), ("platform.users:verify",)])
async def test_support_imports_nobody(house: Any, permissions: tuple[str, ...]) -> None:
    support = house.bench.staff(permissions=permissions)
    answer = await support.post(URL, content=file_of(ROWS), headers={"content-type": "text/csv"})
    assert answer.status_code == 403
