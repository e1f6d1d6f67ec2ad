"""What the gateway answers itself."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

DOCUMENT = json.dumps({"openapi": "3.1.0", "paths": {}}).encode()


@pytest.fixture
def web_dir(tmp_path: Path) -> Path:
    files = {
        "app.html": "<!doctype html><title>app</title>", "site/index.html": "home", "site/pricing.html": "pricing",
        "404.html": "none", "assets/main-abc.js": "run()", "assets/main-abc.js.br": "packed", "sw.js": "worker",
        "assets/main-abc.js.map": "{}",
    }  # fmt: skip
    for name, text in files.items():
        file = tmp_path / "web" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "web"


async def test_the_web_app_is_served_around_the_api(open_world: Any, web_dir: Path) -> None:
    world = await open_world(web_dir=web_dir)
    get = world.client.get
    assert (await get("/")).text == "home"
    assert (await get("/pricing")).text == "pricing"
    inside = await get("/crm/deals/1")
    assert "app" in inside.text
    assert inside.headers["cache-control"] == "no-cache"
    assert "default-src 'none'" in inside.headers["content-security-policy"]
    assert (await get("/crm/deals/1", headers={"if-none-match": inside.headers["etag"]})).status_code == 304
    asset = await get("/assets/main-abc.js", headers={"accept-encoding": "identity"})
    assert asset.text == "run()"
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-type"].startswith("text/javascript")
    head = await world.client.head("/assets/main-abc.js", headers={"accept-encoding": "br"})
    assert (head.headers["content-encoding"], head.headers["content-length"]) == ("br", "6")
    for missing in ("/assets/gone.js", "/api/v1/nothing", "/nothing.png", "/assets/main-abc.js.map", "/internal/v1/x"):
        answer = await get(missing)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await world.client.post("/crm/deals/1")).status_code == 404


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
