"""Exports: every service's part in one archive, for its owner alone, for seven days."""

import hashlib
import io
import json
import zipfile
from typing import Any

import pytest

from mewayz_kit.ids import new_id
from mewayz_kit.privacy_export import write_part
from mewayz_testing.race import race_statuses

URL = "/api/v1/identity/exports"
BOTH = ("identity", "crm")


@pytest.fixture
async def house(open_house: Any) -> Any:
    """An installation with one more service than identity."""
    async with open_house(services=BOTH) as opened:
        yield opened


async def crm_answers(house: Any, export_id: str) -> None:
    """What the chassis of crm says."""
    key = f"crm/export-{export_id}.zip"
    digest, size = await write_part(house.bench.runtime.files.exchange, key, {"notes": [{"text": "hello"}]})
    part = {"export": export_id, "file": key, "sha256": digest, "bytes": size, "counts": {"notes": 1}}
    await house.bench.deliver("crm.export_part.ready.v1", part, public=False)


async def begun(house: Any) -> tuple[Any, Any, str]:
    person = await house.verified()
    client = await person.client()
    made = await client.post(URL)
    assert made.status_code == 201, made.text
    assert (made.json()["state"], made.json()["missing"]) == ("queued", ["crm", "identity"])
    await house.bench.run_until_idle()
    return person, client, made.json()["id"]


async def test_all_parts_become_one_archive(house: Any) -> None:
    person, client, export_id = await begun(house)
    waiting = (await client.get(f"{URL}/{export_id}")).json()
    assert (waiting["state"], waiting["missing"]) == ("collecting", ["crm"])
    early = await client.get(f"{URL}/{export_id}/download")
    assert (early.status_code, early.json()["code"]) == (409, "export_not_ready")
    await crm_answers(house, export_id)
    ready = (await client.get(f"{URL}/{export_id}")).json()
    assert (ready["state"], ready["missing"]) == ("ready", [])
    answer = await client.get(f"{URL}/{export_id}/download")
    assert answer.status_code == 200, answer.text
    assert hashlib.sha256(answer.content).hexdigest() == ready["sha256"]
    assert len(answer.content) == ready["size"]
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    manifest = json.loads(archive.read("manifest.json"))
    assert sorted(manifest["services"]) == sorted(BOTH)
    listed = [file for service in manifest["services"].values() for file in service["files"]]
    assert {file["path"] for file in listed} == set(archive.namelist()) - {"manifest.json"}
    for file in listed:
        assert hashlib.sha256(archive.read(file["path"])).hexdigest() == file["sha256"]
    assert json.loads(archive.read("crm/notes.json")) == [{"text": "hello"}]
    assert b"hello" in archive.read("crm/notes.csv")
    [account] = json.loads(archive.read("identity/account.json"))
    assert account["email"] == person.email
    [done] = await house.bench.published("identity.export.completed.v1")
    assert done.data["bytes"] == ready["size"]
    assert "export" in (await house.mails(person.email, "notification"))[-1]["data"]["title"]


async def test_nobody_else_and_nobody_later_gets_it(house: Any) -> None:
    _, client, export_id = await begun(house)
    await crm_answers(house, export_id)
    other = await (await house.verified()).client()
    for path in (f"{URL}/{export_id}", f"{URL}/{export_id}/download"):
        assert (await other.get(path)).status_code == 404
    stale = house.bench.person(new_id(), auth_time=0)
    refused = await stale.get(f"{URL}/{export_id}/download")
    assert (refused.status_code, refused.json()["code"]) == (403, "step_up_required")
    house.bench.clock.advance(days=7)
    owner = house.bench.person((await client.get("/api/v1/identity/me")).json()["id"])
    assert (await owner.get(f"{URL}/{export_id}/download")).status_code == 410
    await house.bench.run_until_idle()
    assert (await owner.get(f"{URL}/{export_id}")).json()["state"] == "expired"
    assert await house.bench.runtime.files.head(f"exports/{export_id}.zip") is None
    assert (await owner.get(f"{URL}/{export_id}/download")).status_code == 410


async def test_one_at_a_time(house: Any) -> None:
    person = await house.verified()
    clients = [await person.client() for _ in range(5)]
    assert await race_statuses(lambda n: clients[n].post(URL), callers=5) == {201: 1, 409: 4}
    again = await clients[0].post(URL)
    assert again.json()["code"] == "export_running"


async def test_silence_is_asked_again_and_fails_after_a_day(house: Any) -> None:
    person, client, export_id = await begun(house)
    assert len(await house.bench.published("identity.export.requested.v1")) == 1
    house.bench.clock.advance(hours=1)
    await house.bench.run_until_idle()
    assert len(await house.bench.published("identity.export.requested.v1")) == 2
    house.bench.clock.advance(hours=23)
    await house.bench.run_until_idle()
    owner = house.bench.person(person.id)
    assert (await owner.get(f"{URL}/{export_id}")).json()["state"] == "failed"
    await crm_answers(house, export_id)
    assert (await owner.get(f"{URL}/{export_id}")).json()["state"] == "failed"
    again = await owner.post(f"{URL}/{export_id}/retry")
    assert again.json()["state"] == "queued"
    assert (await owner.post(f"{URL}/{export_id}/retry")).status_code == 409
    await house.bench.run_until_idle()
    await crm_answers(house, export_id)
    assert (await owner.get(f"{URL}/{export_id}")).json()["state"] == "ready"
    assert (await client.get(URL)).json()["items"][0]["state"] == "ready"


async def test_a_part_that_is_lost_before_the_archive_is_made_is_asked_for_again(house: Any) -> None:
    _, client, export_id = await begun(house)
    part = {"export": export_id, "file": f"crm/export-{export_id}.zip", "sha256": "0" * 64, "bytes": 1, "counts": {}}
    await house.bench.deliver("crm.export_part.ready.v1", part, public=False)
    waiting = (await client.get(f"{URL}/{export_id}")).json()
    assert (waiting["state"], waiting["missing"]) == ("collecting", ["crm"]), "identity answered again, crm has not"
    await crm_answers(house, export_id)
    assert (await client.get(f"{URL}/{export_id}")).json()["state"] == "ready"
    assert len(await house.bench.published("identity.export.completed.v1")) == 1
