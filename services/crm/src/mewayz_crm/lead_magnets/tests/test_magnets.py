"""Lead magnets: a file by mail for who fills in a form, once confirmed where the list says so, counted once."""

import re
from typing import Any
from uuid import UUID

import httpx2
import pytest

from mewayz_crm.mail import links
from mewayz_crm.tests.making import API, make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench
from mewayz_testing.race import race_statuses

JANE = "jane@example.com"
LIMITS = {"crm.contacts": -1, "crm.captured_emails": -1, "crm.mail_templates": -1}
PAGE = {"accept": "text/html"}


async def setting(
    bench: ServiceBench, post: Any, *, opt_in: str | None = None, **fields: Any
) -> tuple[UUID, httpx2.AsyncClient, dict[str, Any], str]:
    """A workspace, a member, a magnet, and the address of a form that names it."""
    workspace, media_id = await bench.workspace(limits=LIMITS), str(new_id())
    member = bench.member(workspace)
    post.library[str(workspace), media_id] = ("recipes.pdf", "application/pdf", b"%PDF")
    chosen = await make(member, "lists", name="News", opt_in=opt_in) if opt_in else None
    about = {"name": "Ten recipes", "media_id": media_id, "list_id": chosen["id"] if chosen else None, **fields}
    magnet = await make(member, "lead-magnets", **about)
    form = await make(member, "lead-forms", name="F", mapping={"email": "email"}, magnet_id=magnet["id"])
    return workspace, member, magnet, f"/lead-forms/{form['key']}"


async def fill(bench: ServiceBench, url: str, address: str = JANE, *, consent: bool = True) -> httpx2.Response:
    answer = await bench.client().post(url, json={"answers": {"email": address}, "consent": consent})
    await bench.run_until_idle()
    return answer


def link_in(post: Any, address: str = JANE) -> str:
    """The path of the newest link that an address has got."""
    mail = [mail for mail in post.to(address) if "Ten recipes" in mail["Subject"]][-1]
    found = re.search(r"/magnets/\S+", post.text(mail))
    assert found
    return found[0]


async def shown(member: httpx2.AsyncClient, magnet: dict[str, Any]) -> tuple[int, int]:
    found = (await member.get(f"{API}/lead-magnets/{magnet['id']}")).json()
    return found["requested"], found["downloaded"]


async def test_the_file_comes_by_mail_and_its_first_download_counts(mailing: ServiceBench, post: Any) -> None:
    bench = mailing
    workspace, member, magnet, url = await setting(bench, post)
    assert (magnet["points"], magnet["media_ids"]) == (10, [magnet["media_id"]])
    for _ in range(2):
        await fill(bench, url, consent=False)
    assert len(post.to(JANE)) == 1
    bench.clock.advance(days=1)
    await fill(bench, url)
    assert len(post.to(JANE)) == 2, "another day it is sent again"
    link = link_in(post)
    page = await bench.client().get(link, headers=PAGE)
    assert (page.status_code, "Ten recipes" in page.text) == (200, True)
    assert await shown(member, magnet) == (1, 0), "a GET changes nothing"
    for _ in range(2):
        answer = await bench.client().post(link)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"https://files.example/{magnet['media_id']}"
    assert await shown(member, magnet) == (1, 1)
    [contact] = (await member.get(f"{API}/contacts")).json()["items"]
    assert contact["score"] == 10
    [line] = (await member.get(f"{API}/timeline", params={"kind": "lead_magnet.downloaded"})).json()["items"]
    assert line["data"]["name"] == "Ten recipes"
    stranger = bench.member(await bench.workspace())
    assert (await stranger.get(f"{API}/lead-magnets/{magnet['id']}")).status_code == 404
    foreign = await stranger.post(
        f"{API}/lead-forms", json={"name": "F", "mapping": {"email": "email"}, "magnet_id": magnet["id"]}
    )
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (422, "/magnet_id")
    theirs = links.Link("magnet", workspace, UUID(magnet["id"]), "joe@example.com")
    assert (await bench.client().post(f"/magnets/{links.token(bench.runtime, theirs)}")).status_code == 410


async def test_a_double_opt_in_comes_before_the_file(mailing: ServiceBench, post: Any) -> None:
    bench = mailing
    workspace, member, magnet, url = await setting(bench, post, opt_in="double")
    await fill(bench, url)
    assert [mail for mail in post.to(JANE) if "Ten recipes" in mail["Subject"]] == []
    early = links.token(bench.runtime, links.Link("magnet", workspace, UUID(magnet["id"]), JANE))
    assert (await bench.client().post(f"/magnets/{early}")).status_code == 410
    token = links.token(bench.runtime, links.Link("confirm", workspace, UUID(magnet["list_id"]), JANE))
    for _ in range(2):
        assert (await bench.client().post(f"/confirm/{token}")).status_code == 200
        await bench.run_until_idle()
    assert (await bench.client().post(link_in(post))).status_code == 303
    assert await shown(member, magnet) == (1, 1)
    count = len(post.mails)
    await fill(bench, url, "joe@example.com", consent=False)
    assert (len(post.mails), await shown(member, magnet)) == (count, (1, 1)), "without the list there is no file of it"


@pytest.mark.parametrize("change", ["magnet deleted", "file deleted", "person erased", "workspace suspended"])
async def test_a_link_ends_with_what_it_leads_to(mailing: ServiceBench, post: Any, change: str) -> None:
    bench = mailing
    workspace, member, magnet, url = await setting(bench, post)
    await fill(bench, url)
    link, wanted = link_in(post), 410
    match change:
        case "magnet deleted":
            assert (await member.delete(f"{API}/lead-magnets/{magnet['id']}")).status_code == 204
        case "file deleted":
            post.library.clear()
        case "person erased":
            [contact] = (await member.get(f"{API}/contacts")).json()["items"]
            assert (await member.post(f"{API}/contacts/{contact['id']}/erase")).status_code == 200
        case _:
            await bench.workspace(workspace_id=workspace, limits=LIMITS, status="suspended")
            wanted = 403
    assert (await bench.client().post(link)).status_code == wanted
    assert (await bench.client().post("/magnets/1nothing")).status_code == 404
    assert await bench.published("crm.lead_magnet.downloaded.v1") == []


async def test_many_at_once_are_one_request_one_mail_and_one_download(mailing: ServiceBench, post: Any) -> None:
    bench = mailing
    _, member, magnet, url = await setting(bench, post, opt_in="single")

    async def insistent(call: Any) -> httpx2.Response:
        answer: httpx2.Response = await call()
        while answer.status_code == 409 and answer.json()["code"] == "busy":
            answer = await call()
        return answer

    async def ask(_: int) -> httpx2.Response:
        body = {"answers": {"email": JANE}, "consent": True}
        return await insistent(lambda: bench.client().post(url, json=body))

    assert set(await race_statuses(ask, callers=6)) == {202}
    await bench.run_until_idle()
    assert len(post.to(JANE)) == 1
    link = link_in(post)

    async def come(_: int) -> httpx2.Response:
        return await insistent(lambda: bench.client().post(link))

    assert set(await race_statuses(come, callers=6)) == {303}
    assert await shown(member, magnet) == (1, 1)
    [contact] = (await member.get(f"{API}/contacts")).json()["items"]
    assert contact["score"] == 10


async def test_the_workspace_has_the_first_word(mailing: ServiceBench, post: Any) -> None:
    bench = mailing
    _, member, _, url = await setting(bench, post)
    template = {"kind": "transactional", "subject": "Enjoy: {{ name }}", "variables": ["name", "url"]}
    await make(member, "mail-templates", key="lead_magnet", body="[Get it]({{ url }})", **template)
    await fill(bench, url)
    [mail] = post.to(JANE)
    assert mail["Subject"] == "Enjoy: Ten recipes"
    assert "/magnets/" in post.text(mail)
