"""Hosts of workspaces, proven at a real name server (workspace.md, scenario 18)."""

from typing import Any
from uuid import uuid4

from mewayz_testing.nameserver import NameServer
from mewayz_testing.people import WORKSPACE, Platform, Seat, succeed

URL = f"{WORKSPACE}/domains"


async def owner(platform: Platform, name: str) -> Seat:
    """The owner of a workspace that may have hosts of its own."""
    person = await platform.newcomer(name)
    seat = await person.create_workspace(name)
    await platform.give(seat, "custom-domains", workspace__domains=2)
    return seat


async def claim(seat: Seat, host: str) -> Any:
    body = {"host": host, "target": {"type": "shop", "id": None}}
    return succeed(await seat.post(URL, json=body))


async def test_a_host_is_proven_once_and_by_one_workspace(platform: Platform, names: NameServer) -> None:
    host = f"shop-{uuid4().hex[:8]}.example.test"
    ada, bob = await owner(platform, "Ada"), await owner(platform, "Bob")
    mine, theirs = await claim(ada, host), await claim(bob, host)
    names.txt(mine["txt_name"], "mewayz-verification=wrong")
    wrong = succeed(await ada.post(f"{URL}/{mine['id']}/check"))
    assert (wrong["state"], wrong["problem"]) == ("pending", "txt_wrong")
    assert wrong["last_seen"] == ["mewayz-verification=wrong"]
    assert wrong["txt_value"] == mine["txt_value"]
    names.txt(mine["txt_name"], mine["txt_value"], theirs["txt_value"])
    assert succeed(await ada.post(f"{URL}/{mine['id']}/check"))["state"] == "verified"
    taken = await bob.post(f"{URL}/{theirs['id']}/check")
    assert (taken.status_code, taken.json()["code"]) == (409, "host_taken")
    assert succeed(await bob.get(f"{URL}/{theirs['id']}"))["state"] == "pending"
    assert (await ada.delete(f"{URL}/{mine['id']}")).status_code == 204
    assert succeed(await bob.post(f"{URL}/{theirs['id']}/check"))["state"] == "verified"
    again = await claim(ada, host)
    assert again["txt_value"] != mine["txt_value"], "who gave a host up proves it anew"


async def test_a_proven_host_answers_for_its_workspace_and_nothing_else(platform: Platform, names: NameServer) -> None:
    host, seat = f"login-{uuid4().hex[:8]}.example.test", await owner(platform, "Eve")
    slug = succeed(await seat.get(f"{WORKSPACE}/workspaces/current"))["slug"]
    branding = f"{WORKSPACE}/public/branding?workspace={slug}"

    async def asked(path: str = branding, method: str = "GET", **headers: str) -> tuple[int, str]:
        answer = await platform.request(method, path, headers={"host": host, **headers})
        return answer.status_code, answer.json().get("code", answer.json().get("slug", ""))

    async def answers() -> bool:
        return await asked() == (200, slug)

    async def unknown() -> bool:
        return await asked() == (404, "unknown_host")

    body = {"host": host, "target": {"type": "login", "id": None}}
    domain = succeed(await seat.post(URL, json=body))
    assert await unknown(), "a claim alone routes nothing"
    names.txt(domain["txt_name"], domain["txt_value"])
    assert succeed(await seat.post(f"{URL}/{domain['id']}/check"))["state"] == "verified"
    await platform.until(answers, "an answer on the proven host")
    token = f"Bearer {seat.person.access_token}"
    assert await asked(f"{WORKSPACE}/members", authorization=token) == (404, "not_found"), "nobody is a member here"
    assert await asked("/api/v1/identity/public/logins", "POST") == (404, "not_found"), "one service answers"
    assert (await seat.delete(f"{URL}/{domain['id']}")).status_code == 204
    await platform.until(unknown, "silence on a host that was given up")


async def test_an_international_host_is_kept_as_dns_spells_it(platform: Platform, names: NameServer) -> None:
    seat = await owner(platform, "Ida")
    domain = await claim(seat, f"Bücher-{uuid4().hex[:6]}.example.test")
    assert domain["host"].startswith("xn--bcher-")
    names.txt(domain["txt_name"], domain["txt_value"])
    assert succeed(await seat.post(f"{URL}/{domain['id']}/check"))["state"] == "verified"


async def test_the_plan_says_how_many(platform: Platform) -> None:
    seat = await owner(platform, "Max")
    for _ in range(2):
        await claim(seat, f"{uuid4().hex[:8]}.example.test")
    body = {"host": "third.example.test", "target": {"type": "shop", "id": None}}
    answer = await seat.post(URL, json=body)
    assert (answer.status_code, answer.json()["code"]) == (402, "plan_limit_reached")
    assert (answer.json()["metric"], answer.json()["limit"]) == ("workspace.domains", 2)
