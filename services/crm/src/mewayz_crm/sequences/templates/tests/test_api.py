"""Every built-in sequence can be used, in every language, and runs."""

from typing import Any

import pytest

from mewayz_crm.sequences.templates.seeds import BUILT
from mewayz_crm.sequences.tests.making import JANE, LIMITS, desk
from mewayz_crm.tests.making import API
from mewayz_testing.bench import ServiceBench

URL = f"{API}/sequence-templates"


@pytest.mark.parametrize("locale", ["en", "de-AT", "fr"])
async def test_each_is_shown_and_used_in_the_language_of_the_workspace(
    mailing: ServiceBench, post: Any, locale: str
) -> None:
    at = await desk(mailing, post, locale=locale)
    shown = {one["key"]: one for one in (await at.member.get(URL)).json()["items"]}
    assert list(shown) == [built.key for built in BUILT]
    assert shown["welcome"]["name"] == ("Willkommen" if locale == "de-AT" else "Welcome")
    jane = await at.contact(subscribed=True)
    for built in BUILT:
        body = {"sender_id": at.sender_id} | ({"list_id": at.list_id} if built.kind == "marketing" else {})
        made = await at.member.post(f"{URL}/{built.key}/use", json=body)
        assert made.status_code == 201, made.text
        assert (made.json()["state"], made.json()["name"]) == ("draft", shown[built.key]["name"])
        await at.act("sequences", made.json()["id"], "activate")
        await at.enrol(made.json()["id"], jane)
    for _ in range(30):
        await at.pass_time(days=1)
    assert await at.enrolments() == [("completed", None)] * len(BUILT)
    mails = post.to(JANE)
    assert len(mails) == sum(len(built.mails) for built in BUILT)
    assert all("1 Main Street" in post.text(mail) for mail in mails if mail["List-Unsubscribe"])
    assert sum(mail["List-Unsubscribe"] is not None for mail in mails) == len(mails) - 1


async def test_used_twice_it_has_mails_of_its_own_and_the_plan_counts_them(mailing: ServiceBench, post: Any) -> None:
    at = await desk(mailing, post)
    for _ in range(2):
        made = await at.member.post(f"{URL}/welcome/use", json={"name": "Mine", "list_id": at.list_id})
        assert made.headers["location"] == f"{API}/sequences/{made.json()['id']}"
    assert made.json()["trigger"]["about"] == at.list_id
    keys = [row["key"] for row in await at.items("mail-templates")]
    assert keys[1:] == [
        *("welcome", "welcome-what-you-need", "welcome-your-question"),
        *("welcome-2", "welcome-what-you-need-2", "welcome-your-question-2"),
    ]
    assert (await at.member.post(f"{URL}/nothing/use", json={})).status_code == 404
    await mailing.workspace(limits=LIMITS | {"crm.sequences": 2}, workspace_id=at.workspace)
    member = mailing.member(at.workspace)
    full = await member.post(f"{URL}/welcome/use", json={})
    assert (full.status_code, full.json()["metric"]) == (402, "crm.sequences")
    assert len(await at.items("mail-templates")) == 7
