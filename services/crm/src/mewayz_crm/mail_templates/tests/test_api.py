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


MJML = (
    "<mjml><mj-head><mj-attributes><mj-text color='#333333' /></mj-attributes></mj-head><mj-body>"
    "<mj-section><mj-column><mj-text>Hi {{ contact.first_name|default('you') }} &amp; all of {{ shop }}</mj-text>"
    '</mj-column><mj-column><mj-button href="{{ unsubscribe_url }}">Leave</mj-button></mj-column></mj-section>'
    '<mj-raw><script>alert(1)</script><p onclick="x()">{% if shop %}raw{% endif %}</p></mj-raw></mj-body></mjml>'
)


async def test_mjml_is_compiled_when_it_is_saved_and_sanitised_like_html(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    made = await make(member, editor="mjml", body=MJML)
    assert (made["editor"], made["body"]) == ("mjml", MJML), "what was written is what is edited"
    shown = await member.post(f"{URL}/{made['id']}/preview", json={"data": {"shop": "<Acme>"}})
    html, text = shown.json()["html"], shown.json()["text"]
    assert "Hi [first_name] &amp; all of &lt;Acme&gt;" in html
    assert "color:#333333" in html
    assert html.count("min-width:50%") == 2, "two columns beside each other, without a style sheet"
    assert "raw" in html
    for foreign in ("mj-", "<script", "onclick", "<style", "<!--", "{{"):
        assert foreign not in html, foreign
    assert "Hi [first_name] & all of <Acme>" in text
    where = f"{URL}/{made['id']}"
    [part] = (await member.get(f"{where}/export", params={"format": "template"})).json()["parts"]
    assert (await member.post(URL, json=part["payload"] | {"key": "copy"})).status_code == 201


async def test_bad_mjml_is_refused_with_what_is_wrong(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    inside = "<mjml><mj-body><mj-section><mj-column><mj-text>{}</mj-text></mj-column></mj-section></mj-body></mjml>"
    hidden = "<mjml><mj-head><mj-attributes><mj-all x='{{ shop }}'/></mj-attributes></mj-head><mj-body/></mjml>"
    for body, code in (
        ("Hello", "invalid_mjml"),
        ("<p>Hello</p>", "invalid_mjml"),
        ("<mjml></mjml>", "invalid_mjml"),
        ("<mjml><mj-body><mj-text>open</mj-body></mjml>", "invalid_mjml"),
        ("<mjml><mj-body><mj-carrot /></mj-body></mjml>", "invalid_mjml"),
        ('<mjml><mj-body><mj-include path="/etc/passwd" /></mj-body></mjml>', "invalid_mjml"),
        (inside.format("<b>" * 20_000), "invalid_mjml"),
        (inside.format("{{ unknown }}"), "invalid_template"),
        (hidden, "lost_expression"),
    ):
        answer = await member.post(URL, json=BODY | {"variables": ["shop"], "editor": "mjml", "body": body})
        assert answer.status_code == 422, (body[:80], answer.text)
        [error] = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == ("/body", code), (body[:80], error)
    assert (await member.get(URL)).json()["items"] == []
