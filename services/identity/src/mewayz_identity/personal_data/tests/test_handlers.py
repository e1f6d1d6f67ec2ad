"""Erasure and export of identity's own data."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID

from mewayz_kit.ids import new_id

URL = "/api/v1/identity"


async def with_key(house: Any) -> tuple[Any, UUID, str]:
    person = await house.verified()
    workspace = await house.bench.workspace(features=["api-access"], limits={"identity.api_keys": 3})
    member = {"user_id": person.id, "role": "owner"}
    await house.bench.deliver("workspace.member.created.v1", member, workspace_id=workspace)
    expires = (house.bench.clock.now() + timedelta(days=30)).isoformat()
    body = {"name": "Import", "scopes": ["crm.contacts:read"], "expires_at": expires}
    made = await house.bench.member(workspace, user_id=UUID(person.id)).post(f"{URL}/api-keys", json=body)
    assert made.status_code == 201, made.text
    return person, workspace, made.json()["key"]


async def test_a_person_who_leaves_leaves_no_trace_but_what_happened(house: Any) -> None:
    person, _, key = await with_key(house)
    await person.enrol_totp()
    event = {"erasure": str(new_id()), "user": person.id, "pseudonym": "deleted-1"}
    await house.bench.deliver("identity.user.deleted.v1", event, public=False)
    answered = await house.bench.published("identity.erasure.completed.v1")
    assert answered[-1].data["counts"]["memberships"] == 1
    assert answered[-1].data["counts"]["sessions"] == 1
    introspected = await house.bench.service("gateway").post("/internal/v1/introspect", json={"token": key})
    assert introspected.json() == {"active": False}
    assert (await person.refresh()).status_code == 401
    staff = house.bench.staff()
    log = (await staff.get(f"{URL}/admin/security-events", params={"user_id": person.id})).json()["items"]
    erased = [item for item in log if item["action"] in {"registered", "login", "mfa.changed"}]
    assert len(erased) == 3
    assert all((item["ip"], item["user_agent"], item["details"]) == (None, "", {}) for item in erased)


async def test_the_export_holds_the_account_and_no_secret(house: Any) -> None:
    person, _, key = await with_key(house)
    await person.enrol_totp()
    event = {"export": str(new_id()), "user": person.id, "deadline": house.bench.clock.now().isoformat()}
    await house.bench.deliver("identity.export.requested.v1", event, public=False)
    [ready] = await house.bench.published("identity.export_part.ready.v1")
    content = b"".join([chunk async for chunk in house.bench.runtime.files.exchange.get(ready.data["file"])])
    archive = zipfile.ZipFile(io.BytesIO(content))
    [account] = json.loads(archive.read("account.json"))
    assert account["email"] == person.email
    assert len(json.loads(archive.read("api_keys.json"))) == 1
    everything = b" ".join(archive.read(name) for name in archive.namelist()).decode()
    for secret in (key.split("_", 3)[3], "argon2id", person.totp.secret):
        assert secret not in everything
