"""Forms of strangers' pages, from the browser's preflight to the file by mail, through the gateway."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest_asyncio
from tests.e2e.crm import CRM, at_once, count, everything, make

from mewayz_testing.captchas import SECRET, SITE, Captchas
from mewayz_testing.people import Person, Platform, Seat, succeed

MEDIA = "/api/v1/workspace/media"
PAGE = {"origin": "https://page.example"}
EVIL = {"origin": "https://evil.example"}
PREFLIGHT = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
ALLOWED = "access-control-allow-origin"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def seat(ada: Person, platform: Platform) -> Seat:
    made = await ada.create_workspace("Forms", features=["contacts"])
    await platform.give(made, "lead-forms", "lead-scoring", **{"crm.captured_emails": 100})
    return made


def somebody() -> str:
    return f"jane-{uuid4().hex[:8]}@example.com"


async def lead_form(seat: Seat, **fields: Any) -> tuple[dict[str, Any], str]:
    about = {"name": "Contact us", "mapping": {"email": "email"}, "allowed_origins": [PAGE["origin"]]}
    form = await make(seat, "lead-forms", **about | fields)
    return form, f"/lead-forms/{form['key']}"


async def test_a_page_may_post_where_its_form_says_so_and_nowhere_else(seat: Seat, platform: Platform) -> None:
    form, url = await lead_form(seat)
    asked = await platform.request("OPTIONS", url, headers=PAGE | PREFLIGHT)
    assert (asked.status_code, asked.headers.get_list(ALLOWED)) == (204, [PAGE["origin"]])
    assert (asked.headers["access-control-allow-methods"], "access-control-allow-credentials" in asked.headers) == (
        "POST",
        False,
    )
    assert asked.headers["x-content-type-options"] == "nosniff"
    for origin, path in ((EVIL, url), (PAGE, "/lead-forms/nothing"), (PAGE, f"{CRM}/contacts")):
        refused = await platform.request("OPTIONS", path, headers=origin | PREFLIGHT)
        assert (refused.status_code, ALLOWED in refused.headers) == (204, False), path
    for answer, status in ((somebody(), 202), ("nobody", 422)):
        posted = await platform.request("POST", url, json={"answers": {"email": answer}}, headers=PAGE)
        assert (posted.status_code, posted.headers[ALLOWED]) == (status, PAGE["origin"])
    posted = await platform.request("POST", url, json={"answers": {"email": somebody()}}, headers=EVIL)
    assert (posted.status_code, posted.json()["code"], ALLOWED in posted.headers) == (403, "origin_not_allowed", False)
    assert await count(seat, "lead-form-submissions", lead_form_id=form["id"]) == 1


async def test_a_form_with_a_captcha_takes_people_and_hides_its_secret(
    seat: Seat, platform: Platform, captcha: Captchas
) -> None:
    form, url = await lead_form(seat, captcha="turnstile", captcha_site_key=SITE, captcha_secret=SECRET)
    assert SECRET not in str(form)
    body = {"answers": {"email": somebody()}}
    for token, code in ((None, "required"), ("made-up", "captcha_failed")):
        refused = await platform.request("POST", url, json=body | {"captcha": token}, headers=PAGE)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, code)
    solved = captcha.solve("turnstile")
    answers = await at_once(
        *(platform.request("POST", url, json=body | {"captcha": solved}, headers=PAGE) for _ in range(4))
    )
    assert sorted(answer.status_code for answer in answers) == [202, 422, 422, 422], "a captcha is good once"
    assert await count(seat, "lead-form-submissions", lead_form_id=form["id"]) == 1


async def test_the_file_of_a_magnet_comes_after_the_address_is_confirmed(seat: Seat, platform: Platform) -> None:
    content = b"Ten recipes for winter"
    body = {"name": "recipes.txt", "content_type": "text/plain", "bytes": len(content)}
    signed = succeed(await seat.post(f"{MEDIA}/presign", json=body))
    assert (await platform.request("PUT", signed["upload_url"], content=content)).status_code == 204
    media = succeed(await seat.post(f"{MEDIA}/{signed['id']}/confirm"))
    news = await make(seat, "lists", name="Recipes", opt_in="double")
    magnet = await make(seat, "lead-magnets", name="Ten recipes", media_id=media["id"], list_id=news["id"])
    _, url = await lead_form(seat, magnet_id=magnet["id"])
    address = somebody()
    for _ in range(2):
        answers = {"answers": {"email": address}, "consent": True}
        assert (await platform.request("POST", url, json=answers)).status_code == 202
    confirm = urlsplit(await platform.link_in_mail(address, "/confirm/")).path
    assert not any("/magnets/" in mail for mail in await platform.mails(address)), "first the address is confirmed"
    assert (await platform.request("POST", confirm)).status_code == 200
    link = urlsplit(await platform.link_in_mail(address, "/magnets/")).path
    assert "Ten recipes" in (await platform.request("GET", link, headers={"accept": "text/html"})).text
    assert await points(seat, address) is None, "a look counts nothing"
    led = await at_once(*(platform.request("POST", link) for _ in range(4)))
    assert {answer.status_code for answer in led} == {303}
    file = await platform.request("GET", led[0].headers["location"])
    assert (file.status_code, file.content) == (200, content)
    assert await points(seat, address) == 10, "once, however often it is downloaded"
    shown = succeed(await seat.get(f"{CRM}/lead-magnets/{magnet['id']}"))
    assert (shown["requested"], shown["downloaded"]) == (1, 1)
    assert len([mail for mail in await platform.mails(address) if "/magnets/" in mail]) == 1

    async def used() -> Any:
        return succeed(await seat.get(f"{MEDIA}/{media['id']}"))["used_by"]

    [use] = await platform.until(used, "a file that knows what uses it")
    assert (use["entity"], use["record_id"]) == ("crm.lead_magnet", magnet["id"])
    assert (await seat.delete(f"{CRM}/lead-magnets/{magnet['id']}")).status_code == 204
    assert (await platform.request("POST", link)).status_code == 410


async def points(seat: Seat, address: str) -> int | None:
    """The score of whoever has an address."""
    [contact] = succeed(await seat.get(f"{CRM}/contacts", params={"q": address}))["items"]
    score = contact["score"]
    return None if score is None else int(score)


async def test_a_plan_with_e_mail_capture_alone_fills_a_list_up_to_its_limit(ada: Person, platform: Platform) -> None:
    bio = await ada.create_workspace("Bio")
    await platform.give(bio, "bio-builder", "email-capture", **{"crm.captured_emails": 2})
    news = await make(bio, "lists", name="News", opt_in="single")
    refused = await bio.post(f"{CRM}/lead-forms", json={"name": "F", "mapping": {"e": "email"}, "points": 5})
    assert (refused.status_code, refused.json()["code"]) == (403, "feature_disabled")
    form, url = await lead_form(bio, list_ids=[news["id"]])

    async def post(number: int) -> int:
        body = {"answers": {"email": f"person-{number % 4}@example.com"}, "consent": True}
        answer = await platform.request("POST", url, json=body, headers=PAGE)
        while answer.status_code == 409 and answer.json()["code"] == "busy":
            answer = await platform.request("POST", url, json=body, headers=PAGE)
        return answer.status_code

    assert set(await at_once(*(post(number) for number in range(8)))) == {202}
    captured = {one["address"] for one in await everything(bio, "subscriptions")}
    assert len(captured) == 2
    waiting = await count(bio, "lead-form-submissions", lead_form_id=form["id"], state="waiting")
    assert waiting == 4, "what the plan has no room for waits"
    assert (await bio.get(f"{CRM}/contacts")).status_code == 403, "nobody becomes a contact"
