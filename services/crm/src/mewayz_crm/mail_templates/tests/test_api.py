"""Mail templates through their routes."""

from typing import Any

import httpx2

from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

URL = "/api/v1/crm/mail-templates"
BODY = {"key": "welcome", "subject": "Hi {{ contact.first_name|default('you') }}", "body": "Welcome to {{ shop }}!"}
ANY = {"if-match": "*"}


async def make(member: httpx2.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await member.post(URL, json=BODY | {"variables": ["shop"]} | fields)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_every_save_is_a_version_that_stays(bench: ServiceBench) -> None:
    acme, other = await bench.workspace(), await bench.workspace()
    member = bench.member(acme)
    made = await make(member)
    where = f"{URL}/{made['id']}"
    assert (await member.post(URL, json=BODY | {"variables": ["shop"]})).json()["code"] == "template_key_taken"
    assert (await bench.member(other).post(URL, json=BODY | {"variables": ["shop"]})).status_code == 201
    assert (await member.patch(where, json={"body": "New"})).status_code == 428
    changed = await member.patch(where, json={"body": "Bye from {{ shop }}"}, headers={"if-match": '"1"'})
    assert (changed.status_code, changed.json()["version"]) == (200, 2), changed.text
    assert (await member.patch(where, json={"body": "x"}, headers={"if-match": '"1"'})).status_code == 412
    person = {"first_name": "Jane", "emails": [{"address": "jane@example.com"}]}
    contact = (await member.post("/api/v1/crm/contacts", json=person)).json()["id"]
    shown = await member.post(f"{where}/preview", json={"contact_id": contact, "data": {"shop": "<Acme>"}})
    assert shown.json()["subject"] == "Hi Jane"
    assert "<p>Bye from &lt;Acme&gt;</p>" in shown.json()["html"]
    assert shown.json()["text"] == "Bye from <Acme>\n"
    blank = (await member.post(f"{where}/preview", json={})).json()
    assert (blank["subject"], "[shop]" in blank["html"]) == ("Hi [first_name]", True)
    assert (await member.post(f"{where}/preview", json={"data": {"x": "1"}})).status_code == 422

    reverted = await member.post(f"{where}/revert", json={"number": 1})
    assert (reverted.json()["body"], reverted.json()["version"]) == (BODY["body"], 3)
    kept = (await member.get(f"{where}/versions")).json()["items"]
    assert [(item["number"], item["parts"]["body"]) for item in kept] == [
        (3, BODY["body"]), (2, "Bye from {{ shop }}"), (1, BODY["body"]),
    ]  # fmt: skip
    assert (await member.post(f"{where}/revert", json={"number": 9})).status_code == 422
    [part] = (await member.get(f"{where}/export", params={"format": "template"})).json()["parts"]
    again = await bench.member(other).post(URL, json=part["payload"] | {"key": "copy"})
    assert (again.status_code, again.json()["body"]) == (201, BODY["body"]), again.text
    stranger = bench.member(other)
    for answer in (await stranger.get(f"{where}/versions"), await stranger.post(f"{where}/preview", json={})):
        assert answer.status_code == 404

    assert (await member.delete(where, headers=ANY)).status_code == 204
    await make(member)
    back = await member.post(f"{where}/restore")
    assert (back.status_code, back.json()["code"]) == (409, "template_key_taken")


async def test_what_cannot_be_is_refused_by_name(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    block = {"key": "b", "subject": "x", "editor": "block"}
    for fields, pointer in (
        ({"body": "{{ unknown }}"}, "/body"),
        ({"subject": "{{ shop"}, "/subject"),
        ({"subject": ""}, "/subject"),
        ({"body": None}, "/body"),
        ({"editor": "block"}, "/blocks"),
        ({"variables": ["contact"]}, "/variables/0"),
        ({"kind": "layout", "editor": "html"}, "/body"),
        ({"layout_id": "0192f0c1-7d1e-7000-8000-000000000001"}, "/layout_id"),
        ({"body": None, **block, "blocks": [{"type": "button", "label": "x", "url": "javascript:x()"}]}, "/blocks/0"),
        ({"body": None, **block, "blocks": [{"type": "text", "text": "{{ unknown }}"}]}, "/blocks"),
    ):
        answer = await member.post(URL, json=BODY | {"variables": ["shop"]} | fields)
        assert answer.status_code == 422, (fields, answer.text)
        assert answer.json()["errors"][0]["pointer"].startswith(pointer), answer.text
    assert (await member.get(URL)).json()["items"] == []
    assert await bench.published("crm.mail_template.created.v1") == []


async def test_a_template_takes_its_layout_as_it_is_when_it_is_saved(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    frame = "<div>Top</div>{{ content }}<p>{{ postal_address }}</p>"
    layout = await make(member, key="frame", kind="layout", editor="html", subject="", body=frame)
    mail = await make(member, key="mail", layout_id=layout["id"])
    one = (await member.post(f"{URL}/{mail['id']}/preview", json={"data": {"shop": "us"}})).json()
    assert "<div>Top</div><p>Welcome to us!</p>\n<p>[postal_address]</p>" in one["html"]
    await member.patch(f"{URL}/{layout['id']}", json={"body": "<b>New</b>{{ content }}"}, headers=ANY)
    assert (await member.post(f"{URL}/{mail['id']}/preview", json={"data": {"shop": "us"}})).json() == one
    await member.patch(f"{URL}/{mail['id']}", json={"preheader": "Look"}, headers=ANY)
    two = (await member.post(f"{URL}/{mail['id']}/preview", json={"data": {"shop": "us"}})).json()
    assert "<b>New</b><p>Welcome to us!</p>" in two["html"]
    in_use = await member.delete(f"{URL}/{layout['id']}", headers=ANY)
    assert (in_use.status_code, in_use.json()["code"]) == (409, "layout_in_use")


async def test_the_plan_has_so_many_templates_also_when_all_come_at_once(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace(limits={"crm.mail_templates": 2}))

    async def attempt(number: int) -> httpx2.Response:
        return await member.post(URL, json={"key": f"k{number}", "subject": "x", "body": "x"})

    statuses = await race_statuses(attempt, callers=6)
    assert statuses[201] == 2
    assert set(statuses) <= {201, 402, 409}
    items = (await member.get(URL)).json()["items"]
    assert len(items) == 2
    assert (await member.delete(f"{URL}/{items[0]['id']}", headers=ANY)).status_code == 204
    assert (await attempt(9)).status_code == 201
