"""Templates: languages, versions, preview."""

from typing import Any

import pytest

API = "/api/v1/workspace"
URL = f"{API}/admin/mail-templates"


async def template(staff: Any, key: str = "email_verification", locale: str = "en") -> dict[str, Any]:
    [found] = (await staff.get(URL, params={"key": key, "locale": locale})).json()["items"]
    shown: dict[str, Any] = found
    return shown


async def test_every_save_is_a_version_that_can_be_taken_again(bench: Any) -> None:
    staff = bench.staff()
    first = await template(staff)
    url = f"{URL}/{first['id']}"
    assert (await staff.get(f"{url}/versions")).json()["items"] == []
    for number in (1, 2):
        match = {"If-Match": f'"{number}"'}
        saved = await staff.patch(url, json={"subject": f"Code {{{{ code }}}} ({number})"}, headers=match)
        assert saved.status_code == 200, saved.text
    versions = (await staff.get(f"{url}/versions")).json()["items"]
    assert [(found["number"], found["subject"]) for found in versions] == [
        (3, "Code {{ code }} (2)"),
        (2, "Code {{ code }} (1)"),
        (1, first["subject"]),
    ]
    assert versions[0]["saved_by"] is not None
    back = await staff.post(f"{url}/revert", json={"number": 1})
    assert (back.json()["subject"], back.json()["html"]) == (first["subject"], first["html"])
    assert len((await staff.get(f"{url}/versions")).json()["items"]) == 4
    missing = await staff.post(f"{url}/revert", json={"number": 9})
    assert missing.json()["errors"][0]["code"] == "unknown_version"


async def test_a_preview_shows_the_mail_and_stores_nothing(bench: Any) -> None:
    staff = bench.staff()
    url = f"{URL}/{(await template(staff))['id']}/preview"
    shown = (await staff.post(url, json={"data": {"code": "<1>", "name": None}})).json()
    assert shown["subject"] == "<1> is your Mewayz code"
    assert "&lt;1&gt;" in shown["html"]
    assert shown["text"].startswith("Hello,")
    tried = await staff.post(url, json={"subject": "Hi {{ name }}", "data": {"name": "Zoë"}})
    assert tried.json()["subject"] == "Hi Zoë"
    for body, pointer in (
        ({"html": "{{ secret }}"}, "/html"),
        ({"text": "{% if %}"}, "/text"),
        ({"data": {"password": "x"}}, "/data/password"),
    ):
        refused = await staff.post(url, json=body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)
    broken = await staff.post(url, json={"text": "{{ code / 0 }}", "data": {"code": "1"}})
    assert (broken.status_code, broken.json()["code"]) == (422, "invalid_template")
    assert (await staff.get(f"{url.removesuffix('/preview')}/versions")).json()["items"] == []


async def test_a_language_more_is_used_at_once(town: Any) -> None:
    staff = town.bench.staff()
    body = {
        "key": "email_verification",
        "locale": "fr",
        "subject": "{{ code }} est ton code",
        "text": "Bonjour {{ name }} : {{ code }}",
        "html": "<p>Bonjour {{ name }}</p>",
    }
    made = await staff.post(URL, json=body)
    assert made.status_code == 201, made.text
    assert made.json()["variables"] == ["code", "link", "name"]
    assert (await staff.post(URL, json=body)).json()["code"] == "template_exists"
    message = {
        "message_id": "0192f0c1-7d1e-7000-8000-000000000001",
        "to": "ada@example.com",
        "template": "email_verification",
        "data": {"code": "123456", "name": "Ada"},
        "locale": "fr-CA",
    }
    await town.bench.service("identity").post("/internal/v1/mails", json=message)
    [mail] = await town.mails()
    assert mail.startswith("Subject: 123456 est ton code")
    match = {"If-Match": '"1"'}
    assert (await staff.delete(f"{URL}/{made.json()['id']}", headers=match)).status_code == 204
    english = await template(staff)
    refused = await staff.delete(f"{URL}/{english['id']}", headers=match)
    assert (refused.status_code, refused.json()["code"]) == (409, "template_needed")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"key": "nope"}, "/key"),
        ({"locale": "French"}, "/locale"),
        ({"html": "{{ secret }}"}, "/html"),
        ({"subject": ""}, "/subject"),
    ],
)
async def test_a_bad_template_is_refused(bench: Any, change: Any, pointer: str) -> None:
    body = {"key": "digest", "locale": "fr", "subject": "{{ title }}", "text": "{{ items }}", "html": "{{ items }}"}
    answer = await bench.staff().post(URL, json=body | change)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert (await bench.staff().get(URL, params={"locale": "fr"})).json()["items"] == []
