"""Forms of strangers' pages, from the browser's preflight to the file by mail, through the gateway."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest_asyncio
from tests.e2e.crm import CRM, at_once, count, everything, make
from tests.e2e.test_people import run_import, staff

from mewayz_testing.captchas import SECRET, SITE, Captchas
from mewayz_testing.people import Person, Platform, Seat, succeed

MEDIA = "/api/v1/workspace/media"
PROGRAMS_OF_STAFF = f"{CRM}/admin/onboarding-programs"
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


async def test_people_of_an_import_become_contacts_and_are_seen_through(ada: Person, platform: Platform) -> None:
    creators, other = [await ada.create_workspace(name, features=["contacts"]) for name in ("Creators", "Other")]
    await platform.give(creators, "sequences", **{"crm.sequences": 1})
    segment, admin = f"creators-{uuid4().hex[:8]}", await staff(platform)
    about = {"name": "Creators", "segment": segment, "affiliate": True}
    given = await at_once(
        *(
            admin.request("POST", PROGRAMS_OF_STAFF, json=about | {"workspace_id": seat.id})
            for seat in (creators, creators)
        )
    )
    assert sorted(answer.status_code for answer in given) == [201, 409]
    assert (await other.post(PROGRAMS_OF_STAFF, json=about | {"workspace_id": other.id})).status_code in {401, 403}
    [program] = succeed(await creators.get(f"{CRM}/onboarding-programs"))["items"]
    steps = [{"key": "tag", "type": "add_tag", "tag": "welcomed"}]
    sequence = await make(creators, "sequences", name="Welcome", kind="transactional", steps=steps)
    succeed(await creators.post(f"{CRM}/sequences/{sequence['id']}/activate"))
    url = f"{CRM}/onboarding-programs/{program['id']}"
    succeed(await creators.patch(url, json={"sequence_id": sequence["id"]}))

    people = [f"{name}-{uuid4().hex[:8]}@example.com" for name in ("grace", "joan")]
    rows = ["email,name,segment", *(f"{address},Grace Hopper {n},{segment}" for n, address in enumerate(people))]
    assert (await run_import(platform, admin, "\n".join(rows).encode()))[1]["created"] == 2

    async def progress(**wanted: int) -> Any:
        shown = succeed(await creators.get(url))
        return {name: shown[name] for name in wanted} == wanted

    await platform.until(lambda: progress(people=2, claimed=0, completed=0), "two people of a program")
    assert {one["name"] for one in await everything(creators, "contacts")} == {"Grace Hopper 0", "Grace Hopper 1"}
    assert await count(other, "contacts") == await count(other, "onboarding-entries") == 0

    grace = Person(platform, people[0], "Grace")
    token = (await platform.link_in_mail(grace.email, "reset-password")).partition("token=")[2]
    claim = {"token": token, "password": grace.password}
    claimed = await platform.request("POST", "/api/v1/identity/public/password-resets/confirm", json=claim)
    assert claimed.status_code == 204, claimed.text
    await platform.until(lambda: progress(people=2, claimed=1, completed=0), "somebody who has claimed the account")

    async def welcomed() -> bool:
        found = await everything(creators, "contacts", q=grace.email)
        return [one["tags"] for one in found] == [["welcomed"]]

    await platform.until(welcomed, "somebody who has gone through the sequence")
    await grace.sign_in()

    async def invitation() -> Any:
        return (await grace.must("GET", "/api/v1/workspace/affiliates"))["items"]

    [invited] = await platform.until(invitation, "an invitation to the affiliates")
    await grace.must("POST", f"/api/v1/workspace/affiliates/{invited['id']}/decline")
    await platform.until(lambda: progress(people=2, claimed=1, completed=1), "somebody who is through")
    states = sorted(one["state"] for one in await everything(creators, "onboarding-entries"))
    assert states == ["completed", "started"]
