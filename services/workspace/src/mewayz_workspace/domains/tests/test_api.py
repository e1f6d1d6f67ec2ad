"""Domains through their routes, proven at a real name server on this machine."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mewayz_kit.egress import Egress
from mewayz_testing.certificates import certificate
from mewayz_testing.nameserver import NameServer, name_server
from mewayz_testing.race import race
from mewayz_testing.receiver import LOOPBACK

API = "/api/v1/workspace/domains"
HOST = "shop.example.test"
BODY = {"host": HOST, "target": {"type": "shop", "id": None}}
OK = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


@pytest.fixture
def names() -> Iterator[NameServer]:
    with name_server() as server:
        server.records["edge.mewayz.test", "A"] = ["127.0.0.1"]
        yield server


@pytest.fixture
async def town(open_town: Any, names: NameServer) -> Any:
    return await open_town(dns_servers=names.address, domain_edge="edge.mewayz.test")


async def house(town: Any, name: str = "Ada", domains: int = 3) -> tuple[Any, Any]:
    person = await town.person(name)
    acme = await town.found(person, name)
    await town.comp(acme, "custom-domains")
    await town.grant(acme, workspace__domains=domains)
    return acme, await town.enter(person, acme)


async def claim(owner: Any, **fields: Any) -> Any:
    answer = await owner.post(API, json=BODY | fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def check(owner: Any, domain: Any) -> Any:
    answer = await owner.post(f"{API}/{domain['id']}/check")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def asked(town: Any, host: str) -> Any:
    return await town.bench.service("gateway").get(f"/internal/v1/hosts/{host}")


async def prove(names: NameServer, owner: Any, domain: Any) -> Any:
    names.txt(domain["txt_name"], domain["txt_value"])
    shown = await check(owner, domain)
    assert shown["state"] == "verified", shown
    return shown


async def test_a_wrong_proof_shows_what_was_seen_and_the_right_one_routes(town: Any, names: NameServer) -> None:
    acme, owner = await house(town)
    domain = await claim(owner)
    assert (domain["state"], domain["txt_name"]) == ("pending", f"_mewayz.{HOST}")
    assert domain["points_to"] == "edge.mewayz.test"
    assert (await asked(town, HOST)).status_code == 404
    assert (await check(owner, domain))["problem"] == "txt_missing"
    names.txt(domain["txt_name"], "v=spf1 -all", "mewayz-verification=wrong")
    wrong = await check(owner, domain)
    assert (wrong["state"], wrong["problem"]) == ("pending", "txt_wrong")
    assert sorted(wrong["last_seen"]) == ["mewayz-verification=wrong", "v=spf1 -all"]
    assert wrong["txt_value"] == domain["txt_value"]
    await prove(names, owner, domain)
    told = (await asked(town, HOST.upper())).json()
    assert told == {
        "host": HOST,
        "workspace_id": str(acme),
        "state": "verified",
        "service": "commerce",
        "target": {"type": "shop", "id": None},
        "tls": True,
        "redirect_to": None,
    }
    [event] = await town.bench.published("workspace.domain.verified.v1")
    assert event.data["host"] == HOST
    assert not {"txt_value", "token"} & event.data.keys()


async def test_a_host_routes_for_one_workspace(town: Any, names: NameServer) -> None:
    owners = [(await house(town, name))[1] for name in ("Ada", "Bob")]
    claims = [await claim(owner) for owner in owners]
    names.txt(f"_mewayz.{HOST}", *(domain["txt_value"] for domain in claims))

    async def attempt(number: int) -> Any:
        return await owners[number].post(f"{API}/{claims[number]['id']}/check")

    answers = await race(attempt, callers=2)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    [lost] = [number for number, answer in enumerate(answers) if answer.status_code == 409]
    assert answers[lost].json()["code"] == "host_taken"
    assert (await owners[lost].get(f"{API}/{claims[lost]['id']}")).json()["state"] == "pending"
    await town.pass_time(hours=2)
    shown = (await owners[lost].get(f"{API}/{claims[lost]['id']}")).json()
    assert (shown["state"], shown["problem"]) == ("pending", "host_taken")
    assert (await owners[1 - lost].delete(f"{API}/{claims[1 - lost]['id']}")).status_code == 204
    assert (await asked(town, HOST)).status_code == 404
    assert (await check(owners[lost], claims[lost]))["state"] == "verified"


async def test_a_removed_host_is_proven_again_with_a_new_token(town: Any, names: NameServer) -> None:
    _, owner = await house(town)
    first = await claim(owner)
    await prove(names, owner, first)
    assert (await owner.delete(f"{API}/{first['id']}")).status_code == 204
    verbs = [e.type.split(".")[2] for e in await town.bench.published() if ".domain." in e.type]
    assert verbs == ["created", "verified", "removed", "deleted"]
    second = await claim(owner)
    assert second["txt_value"] != first["txt_value"]
    assert (await check(owner, second))["problem"] == "txt_wrong"


async def test_a_lost_proof_fails_then_ends_the_host_and_needs_a_new_one(town: Any, names: NameServer) -> None:
    _, owner = await house(town)
    domain = await prove(names, owner, await claim(owner))
    url = f"{API}/{domain['id']}"
    names.records.clear()
    for _ in range(5):
        await check(owner, domain)
    assert (await owner.get(url)).json()["state"] == "verified", "asking often takes no host away"
    for _ in range(3):
        await town.pass_time(days=1, minutes=15)
    assert (await owner.get(url)).json()["state"] == "failing"
    assert (await asked(town, HOST)).status_code == 200
    names.txt(domain["txt_name"], domain["txt_value"])
    assert (await check(owner, domain))["state"] == "active"
    names.records.clear()
    names.silent = True
    for _ in range(4):
        await town.pass_time(days=1, minutes=15)
    assert (await owner.get(url)).json()["problem"] == "dns_unanswered"
    names.silent = False
    for _ in range(11):
        await town.pass_time(days=1, minutes=15)
    lost = (await owner.get(url)).json()
    assert (lost["state"], (await asked(town, HOST)).status_code) == ("disabled", 404)
    assert lost["txt_value"] != domain["txt_value"]
    templates = [notice["template"] for notice in await town.notices("Ada")]
    assert sorted(t for t in templates if "domain" in t) == ["domain_disabled", "domain_failing", "domain_failing"]
    names.txt(lost["txt_name"], domain["txt_value"])
    assert (await check(owner, lost))["state"] == "disabled"
    await prove(names, owner, lost)


async def test_it_is_active_once_it_leads_here_and_has_a_certificate(
    open_town: Any, names: NameServer, tmp_path: Path
) -> None:
    serving, trusting = certificate(tmp_path, HOST)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK)
        writer.close()

    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=serving)
    port = server.sockets[0].getsockname()[1]
    async with server:
        town = await open_town(dns_servers=names.address, domain_edge="edge.mewayz.test", domain_port=port)
        town.bench.runtime.egress = Egress(LOOPBACK, resolve=resolve, tls=trusting)
        _, owner = await house(town)
        domain = await prove(names, owner, await claim(owner))
        assert (await check(owner, domain))["problem"] == "not_reached"
        names.records[HOST, "CNAME"] = ["edge.mewayz.test"]
        assert (await check(owner, domain))["state"] == "active"
        assert len(await town.bench.published("workspace.domain.active.v1")) == 1


async def test_www_leads_to_the_bare_host(town: Any, names: NameServer) -> None:
    _, owner = await house(town)
    domain = await prove(names, owner, await claim(owner, host="example.test", redirect_www=True))
    assert (await asked(town, "www.example.test")).json()["redirect_to"] == "https://example.test"
    await owner.patch(f"{API}/{domain['id']}", json={"redirect_www": False})
    assert (await asked(town, "www.example.test")).status_code == 404


async def test_the_public_branding_names_the_host_where_people_sign_in(town: Any, names: NameServer) -> None:
    acme, owner = await house(town)

    async def named() -> Any:
        query = {"workspace": "ada"}
        return (await town.bench.client().get("/api/v1/workspace/public/branding", params=query)).json()["login_host"]

    await prove(names, owner, await claim(owner, host="shop.example.test"))
    login = await claim(owner, host="login.example.test", target={"type": "login"})
    assert await named() is None
    await prove(names, owner, login)
    assert await named() == "login.example.test"
    await town.end_overrides(acme, kind="limit")
    assert await named() is None


async def test_a_smaller_plan_freezes_domains_which_route_thirty_days_more(town: Any, names: NameServer) -> None:
    acme, owner = await house(town)
    domain = await prove(names, owner, await claim(owner))
    await town.end_overrides(acme, kind="limit")
    refused = await owner.patch(f"{API}/{domain['id']}", json={"redirect_www": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "frozen_over_limit")
    none = await owner.post(f"{API}/{domain['id']}/unfreeze")
    assert (none.status_code, none.json()["code"]) == (402, "plan_limit_reached")
    assert (await asked(town, HOST)).json()["redirect_to"] is None
    await town.pass_time(days=31)
    assert (await asked(town, HOST)).json()["redirect_to"] == town.bench.runtime.settings.public_url
    await town.grant(acme, workspace__domains=3)
    assert (await owner.get(f"{API}/{domain['id']}")).json()["frozen_at"] is None


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"host": "localhost"}, 422),
        ({"host": "https://a.com"}, 422),
        ({"host": "edge.mewayz.test"}, 422),
        ({"host": "my.edge.mewayz.test"}, 422),
        ({"target": {"type": "site", "id": None}}, 422),
        ({"target": {"type": "shop", "id": "0192f0c1-7d1e-7000-8000-0000000000aa"}}, 422),
        ({"state": "active"}, 422),
        ({"host": HOST}, 409),
    ],
)
async def test_what_cannot_be_claimed(town: Any, fields: Any, status: int) -> None:
    _, owner = await house(town)
    await claim(owner)
    before = await town.counts()
    answer = await owner.post(API, json=BODY | {"host": "other.example.test"} | fields)
    assert answer.status_code == status, answer.text
    assert await town.counts() == before


async def test_without_plan_or_place_nothing_is_claimed(town: Any) -> None:
    ada = await town.person("Eve")
    owner = await town.enter(ada, await town.found(ada))
    assert (await owner.post(API, json=BODY)).json()["code"] == "feature_disabled"
    _, owner = await house(town, domains=1)
    await claim(owner)
    answer = await owner.post(API, json=BODY | {"host": "two.example.test"})
    assert (answer.status_code, answer.json()["metric"]) == (402, "workspace.domains")


async def test_only_the_gateway_asks_for_hosts(town: Any) -> None:
    assert (await town.bench.service("crm").get(f"/internal/v1/hosts/{HOST}")).status_code == 403
    assert (await town.bench.client().get(f"/internal/v1/hosts/{HOST}")).status_code == 401


async def test_another_workspace_sees_none_of_it(town: Any) -> None:
    _, owner = await house(town)
    domain = await claim(owner)
    _, stranger = await house(town, "Bob")
    before = await town.counts()
    url = f"{API}/{domain['id']}"
    for answer in (
        await stranger.get(url),
        await stranger.patch(url, json={"redirect_www": True}),
        await stranger.delete(url),
        await stranger.post(f"{url}/check"),
    ):
        assert answer.status_code == 404
    assert await town.counts() == before
