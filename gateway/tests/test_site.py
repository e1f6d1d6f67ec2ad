"""What the gateway answers itself."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from mewayz_kit.config import ConfigurationError

DOCUMENT = json.dumps({"openapi": "3.1.0", "paths": {}}).encode()


POLICY = "default-src 'none'; script-src 'self'"
LISTED = {
    "build": "b1",
    "headers": {"content-security-policy": POLICY, "cross-origin-opener-policy": "same-origin"},
    "documents": {"/frame.html": {"content-security-policy": "sandbox"}},
    "app": ["/dashboard", "/crm/deals", "/crm/deals/:id", "/a.b"],
    "site": {"/": "/site/index.html", "/help": "/site/help.html", "/help/:slug": "/site/help.html"},
}


@pytest.fixture
def web_dir(tmp_path: Path) -> Path:
    files = {
        "web.json": json.dumps(LISTED), "app.html": "<!doctype html><title>app</title>", "404.html": "no such page",
        "site/index.html": "welcome", "site/help.html": "articles",
        "frame.html": "a frame",
        "assets/main-abc.js": "run()", "assets/main-abc.js.br": "packed", "assets/main-abc.js.map": "{}",
        "sw.js": "worker", "manifest.webmanifest": "{}",
    }  # fmt: skip
    for name, text in files.items():
        file = tmp_path / "web" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "web"


async def test_pages_of_the_list_are_the_app_with_its_headers(open_world: Any, web_dir: Path) -> None:
    world = await open_world(web_dir=web_dir)
    for path in ("/dashboard", "/crm/deals", "/crm/deals/", "/crm/deals/1", "/crm/deals/1?tab=2"):
        page = await world.client.get(path)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache"), path
        assert "app" in page.text
        assert page.headers["content-security-policy"] == POLICY
        assert page.headers["cross-origin-opener-policy"] == "same-origin"
    own = await world.client.get("/frame.html")
    assert (own.text, own.headers["content-security-policy"]) == ("a frame", "sandbox"), "a document with its own"
    assert "cross-origin-opener-policy" not in own.headers
    again = await world.client.get("/crm/deals", headers={"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await world.client.post("/crm/deals/1")).status_code == 404


async def test_public_pages_are_files_of_their_own_that_search_engines_find(open_world: Any, web_dir: Path) -> None:
    world = await open_world(web_dir=web_dir)
    for path, text in (("/", "welcome"), ("/help", "articles"), ("/help/first-steps", "articles")):
        page = await world.client.get(path)
        assert (page.status_code, page.text, page.headers["content-security-policy"]) == (200, text, POLICY)
    assert "link" not in page.headers, "an article is no copy of the list of articles"
    home = (await world.client.get("/")).headers["link"]
    origin = home.removeprefix("<").removesuffix('/>; rel="canonical"')
    assert origin.startswith("http")
    assert (await world.client.get("/help/a/b")).status_code == 404
    assert f"Sitemap: {origin}/sitemap.xml" in (await world.client.get("/robots.txt")).text
    sitemap = (await world.client.get("/sitemap.xml")).text
    assert re.findall("<loc>(.*?)</loc>", sitemap) == [f"{origin}/", f"{origin}/help"]


async def test_a_public_page_says_where_it_stands_in_other_languages(open_world: Any, web_dir: Path) -> None:
    german = {"/de": "/site/index.html", "/de/help": "/site/help.html"}
    listed = LISTED | {"languages": ["en", "de"], "site": LISTED["site"] | german | {"/demo": "/site/help.html"}}
    (web_dir / "web.json").write_text(json.dumps(listed))
    world = await open_world(web_dir=web_dir)
    for paths in (("/", "/de"), ("/help", "/de/help")):
        for path in paths:
            own, *others = (await world.client.get(path)).headers["link"].split(", ")
            origin = own.removeprefix("<").removesuffix(f'{path}>; rel="canonical"')
            assert re.fullmatch(r"https?://[^/]+", origin), own
            spoken = zip(("en", "de", "x-default"), (*paths, paths[0]), strict=True)
            assert others == [f'<{origin}{at}>; rel="alternate"; hreflang="{language}"' for language, at in spoken]
    assert "alternate" not in (await world.client.get("/demo")).headers["link"], "it is in one language only"


async def test_an_address_outside_the_list_is_a_page_that_says_so(open_world: Any, web_dir: Path) -> None:
    world = await open_world(web_dir=web_dir)
    for path in ("/nowhere", "/crm/deals/1/2", "/crm", "/aXb", "/app.html/x"):
        answer = await world.client.get(path)
        assert (answer.status_code, answer.text) == (404, "no such page"), path
        assert answer.headers["content-security-policy"] == POLICY
    etag = answer.headers["etag"]
    assert (await world.client.get("/nowhere", headers={"if-none-match": etag})).status_code == 404


async def test_files_are_sent_packed_and_missing_ones_are_no_page(open_world: Any, web_dir: Path) -> None:
    world = await open_world(web_dir=web_dir)
    asset = await world.client.get("/assets/main-abc.js", headers={"accept-encoding": "identity"})
    assert asset.text == "run()"
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-type"] == "text/javascript; charset=utf-8"
    head = await world.client.head("/assets/main-abc.js", headers={"accept-encoding": "br"})
    assert (head.headers["content-encoding"], head.headers["content-length"]) == ("br", "6")
    assert (await world.client.get("/sw.js")).headers["cache-control"] == "no-cache"
    assert "app" in (await world.client.get("/app.html")).text, "the service worker keeps the document by its name"
    manifest = await world.client.get("/manifest.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json; charset=utf-8"
    missing = ["/assets/gone.js", "/assets/gone", "/api/v1/nothing", "/nothing.png", "/assets/main-abc.js.map"]
    for path in [*missing, "/internal/v1/x", "/web.json", "/404.html"]:
        answer = await world.client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


async def test_a_folder_without_a_build_is_said_at_the_start(open_world: Any, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"web\.json"):
        await open_world(web_dir=tmp_path)


async def test_without_a_web_app_there_is_a_way_to_the_docs(world: Any) -> None:
    assert "/docs" in (await world.client.get("/")).text


async def test_the_api_document_and_its_reader(open_world: Any) -> None:
    world = await open_world(openapi=lambda: DOCUMENT)
    document = await world.client.get("/api/v1/openapi.json")
    assert document.content == DOCUMENT
    page = await world.client.get("/docs")
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    links = re.findall(r'(?:src|href)="(/docs/[^"]+)"', page.text)
    assert len(links) == 2
    for link in links:
        assert (await world.client.get(link)).status_code == 200
    assert not re.search(r"\sstyle=|\son\w+=|<script>", page.text), "the policy would block inline code"


async def test_key_sets_are_public_halves_only(world: Any) -> None:
    for path in ("/internal/v1/jwks", "/.well-known/jwks.json"):
        answer = (await world.client.get(path)).json()
        assert answer["keys"]
        assert not any("d" in key for key in answer["keys"])
