"""Hosts of workspaces: what answers there, what does not, and for how long it is remembered."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from mewayz_gateway.hosts import OwnHosts
from mewayz_gateway.settings import GatewaySettings

API = "/api/v1/crm"
SITE, LINKS, SHOP = "www.acme.example", "go.acme.example", "shop.acme.example"
EVERYBODY = ["public", "member", "key", "account", "portal", "staff"]


@pytest.fixture
async def world(open_world: Any, make_route: Any) -> Any:
    """Three hosts of one workspace: a site among many, short links, the one shop."""
    page = {"auth": EVERYBODY, "rate": "public"}
    routes = [
        make_route("GET", f"{API}/deals", permission="crm.deals:read"),
        make_route("GET", f"{API}/public/shop", **page),
        make_route("GET", f"{API}/me", auth=["account"]),
        make_route("GET", f"{API}/learn", auth=["account", "portal"]),
        make_route("GET", "/s/{target}", own_host="site", **page),
        make_route("GET", "/s/{target}/{path:path}", own_host="site", **page),
        make_route("POST", "/s/{target}/forms/{form}", own_host="site", **page),
        make_route("GET", "/l/{code}", own_host="links", **page),
        make_route("GET", "/shop/{target}", own_host="shop", **page),
        make_route("WEBSOCKET", "/s/{target}/live", own_host="site", **page),
    ]
    world = await open_world(routes=routes)
    world.workspace, world.site = str(uuid4()), str(uuid4())
    for host, kind, id_ in ((SITE, "site", world.site), (LINKS, "links", None), (SHOP, "shop", None)):
        world.neighbours.hosts[host] = place(world.workspace, host, kind, id_)
    return world


def place(workspace: str, host: str, kind: str, id_: str | None, redirect: str | None = None) -> dict[str, Any]:
    answer = {"host": host, "workspace_id": workspace, "state": "active", "service": "crm", "tls": True}
    return answer | {"target": {"type": kind, "id": id_}, "redirect_to": redirect}


async def ask(world: Any, host: str, path: str, method: str = "GET", **headers: str) -> httpx2.Response:
    answer: httpx2.Response = await world.client.request(method, path, headers={"host": host} | headers)
    return answer


def path_of(answer: httpx2.Response) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.json()["path"])


async def test_an_own_host_shows_the_pages_of_its_target(world: Any) -> None:
    assert path_of(await ask(world, SITE, "/")) == f"/s/{world.site}"
    about = await ask(world, f"{SITE.upper()}:443", "/about/us?x=1")
    assert path_of(about) == f"/s/{world.site}/about/us"
    assert about.json()["query"] == "x=1"
    told = dict(about.json()["headers"])
    assert (told["mewayz-internal-host"], told["mewayz-internal-workspace"]) == (SITE, world.workspace)
    assert path_of(await ask(world, SITE, "/forms/7", "POST")) == f"/s/{world.site}/forms/7"
    assert path_of(await ask(world, LINKS, "/abc")) == "/l/abc"
    assert path_of(await ask(world, SHOP, "/")) == f"/shop/{world.workspace}"
    # The same pages under the platform's name, by their whole address.
    assert path_of(await ask(world, "mewayz.test", f"/s/{world.site}/about")) == f"/s/{world.site}/about"


async def test_nothing_else_answers_there(world: Any) -> None:
    signed_in = world.signed_in()
    for host, path in (
        (SITE, f"{API}/deals"),
        (SITE, f"{API}/me"),
        (LINKS, f"/s/{world.site}"),
        (LINKS, "/abc/def"),
        (SHOP, "/docs"),
        (SHOP, "/.well-known/jwks.json"),
        (SHOP, "/internal/v1/config"),
    ):
        answer = await ask(world, host, path, **signed_in)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (host, path)
    assert (await ask(world, LINKS, "/abc", "DELETE")).status_code == 405
    options = await ask(world, LINKS, "/abc", "OPTIONS")
    assert (options.status_code, options.headers["allow"]) == (204, "GET")


async def test_visitors_reach_public_and_portal_routes_and_nobody_is_a_member_there(world: Any) -> None:
    signed_in = world.signed_in()
    shop = await ask(world, SHOP, f"{API}/public/shop", **signed_in)
    assert path_of(shop) == f"{API}/public/shop"
    assert "mewayz-internal-token" not in dict(shop.json()["headers"])
    portal = world.neighbours.token(str(uuid4()), aud="portal", ws=world.workspace)
    learner = await ask(world, SHOP, f"{API}/learn", authorization=f"Bearer {portal}")
    assert "mewayz-internal-token" in dict(learner.json()["headers"])
    assert (await ask(world, SHOP, f"{API}/learn", **signed_in)).status_code == 403


async def test_an_unknown_host_is_refused_precisely_and_guessing_is_slowed_down(open_world: Any) -> None:
    world = await open_world(rate_denied=2)
    for host in ("nobody.example", "nobody.example", "ba_d.example", "other.example"):
        answer = await ask(world, host, "/")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_host"), host
    asked = [question for question in world.neighbours.asked if "/hosts/" in question]
    assert asked == ["workspace /hosts/nobody.example", "workspace /hosts/other.example"], "a no is remembered too"
    assert (await ask(world, "third.example", "/")).status_code == 429
    assert (await ask(world, "mewayz.test", "/healthz")).status_code == 200
    assert (await ask(world, "nobody.example", "/healthz")).status_code == 200, "probes know us by other names"


async def test_a_host_may_send_its_visitors_elsewhere(world: Any) -> None:
    world.neighbours.hosts["acme.example"] = place(world.workspace, "acme.example", "site", None, f"https://{SITE}")
    answer = await ask(world, "acme.example", "/about?x=1")
    assert (answer.status_code, answer.headers["location"]) == (308, f"https://{SITE}/about?x=1")


async def test_other_hosts_of_a_workspace_are_not_made_strict(world: Any) -> None:
    ours = (await ask(world, "mewayz.test", "/")).headers["strict-transport-security"]
    theirs = (await ask(world, SITE, "/")).headers["strict-transport-security"]
    assert ("includeSubDomains" in ours, "includeSubDomains" in theirs) == (True, False)


async def test_known_hosts_go_on_without_workspace_and_events_count_at_once(world: Any) -> None:
    assert (await ask(world, SITE, "/")).status_code == 200
    world.neighbours.away.add("workspace")
    later = 3600.0
    known = world.gateway._hosts._known
    known._now = lambda base=known._now: base() + later
    assert (await ask(world, SITE, "/")).status_code == 200
    unheard_of = await ask(world, SHOP, "/")
    assert (unheard_of.status_code, unheard_of.json()["code"]) == (503, "upstream_unavailable")
    world.neighbours.away.clear()
    world.gateway._calls._breakers.clear()
    other = str(uuid4())
    world.neighbours.hosts[SITE] = place(world.workspace, SITE, "site", other)
    await world.publish("workspace.domain.updated.v1", {"host": SITE}, world.workspace)
    assert path_of(await ask(world, SITE, "/")) == f"/s/{other}"
    del world.neighbours.hosts[SITE]
    await world.publish("workspace.domain.removed.v1", {"host": SITE}, world.workspace)
    assert (await ask(world, SITE, "/")).status_code == 404
    assert (await ask(world, LINKS, "/a")).status_code == 200
    del world.neighbours.hosts[LINKS]
    await world.publish("workspace.workspace.deleted.v1", {"id": world.workspace}, world.workspace)
    assert (await ask(world, LINKS, "/a")).status_code == 404


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        (None, True),
        (b"mewayz.test", True),
        (b"MEWAYZ.TEST.:8080", True),
        (b"app.mewayz.test", True),
        (b"mewayz.example", True),
        (b"gateway:8000", True),
        (b"127.0.0.1:8080", True),
        (b"[::1]:8080", True),
        (b"notmewayz.test", False),
        (b"mewayz.test.evil.example", False),
        (b"mewayz.test@evil.example", False),
        (b"a..b", False),
    ],
)
def test_the_platform_knows_its_own_names(host: bytes | None, ours: bool) -> None:
    settings = GatewaySettings(secret_key="A" * 43, public_url="https://mewayz.test:8443", hosts=("mewayz.example",))
    hosts = OwnHosts(settings, [], None, None)  # type: ignore[arg-type]
    assert hosts.is_platform(host) is ours
