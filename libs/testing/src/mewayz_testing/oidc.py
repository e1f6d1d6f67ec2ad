"""A real OpenID provider for tests: the npm package `oidc-provider`, started from a cache outside the repository.

::

    with running_provider(redirect_uris=[callback], accounts={"ada": {"email": "ada@example.com"}}) as provider:
        back = await consent(authorization_url, account="ada")   # what a person clicks, without a browser
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from mewayz_testing.programs import end, free_port

SOURCE = Path(__file__).parents[2] / "oidc-provider"
START_SECONDS, INSTALL_SECONDS = 30, 300
NEEDED = "an OpenID provider: install node and npm on this machine"


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """A running provider and the client it knows."""

    issuer: str
    client_id: str
    secret: str


def _missing(reason: str) -> None:
    text = f"needs {NEEDED} ({reason})"
    if "node" in os.environ.get("MEWAYZ_REQUIRE", "").replace(" ", "").split(","):
        pytest.fail(f"{text} (MEWAYZ_REQUIRE)", pytrace=False)
    pytest.skip(text)


def _installed() -> Path:
    """The folder with the packages of the lock file, filled by `npm ci` when it is first needed."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        _missing("there is none")
    mark = hashlib.sha256((SOURCE / "package-lock.json").read_bytes()).hexdigest()[:16]
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mewayz"
    folder = base / f"oidc-provider-{mark}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in ("package.json", "package-lock.json", "server.mjs"):
            shutil.copy(SOURCE / name, folder / name)
        if not (folder / "complete").exists():
            command = [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS)
            if done.returncode:
                _missing(f"npm ci: {done.stderr.strip()[-200:]}")
            (folder / "complete").touch()
    return folder


@contextmanager
def running_provider(
    *, redirect_uris: Sequence[str], accounts: Mapping[str, Mapping[str, Any]]
) -> Iterator[OidcProvider]:
    """A provider on a free port with one client, until the block ends; skips the test where it cannot run."""
    folder, port = _installed(), free_port()
    client = {"id": "mewayz", "secret": hashlib.sha256(os.urandom(32)).hexdigest(), "redirect_uris": [*redirect_uris]}
    settings = {"port": port, "clients": [client], "accounts": accounts}
    with (folder / f"log-{port}").open("wb") as log:
        process = subprocess.Popen(
            ["node", "server.mjs", json.dumps(settings)], cwd=folder, stdout=log, stderr=log, start_new_session=True
        )
    try:
        issuer = f"http://127.0.0.1:{port}"
        _wait(process, f"{issuer}/.well-known/openid-configuration")
        yield OidcProvider(issuer, str(client["id"]), str(client["secret"]))
    finally:
        end(process)
        (folder / f"log-{port}").unlink(missing_ok=True)


def _wait(process: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx2.get(url, timeout=2).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise RuntimeError("the OpenID provider did not start")


async def consent(url: str, *, account: str) -> str:
    """Sign in as `account` and consent, as a person does in a browser; answers the URL that leads back to the client
    (for `form_post`, with the fields of the form as its query)."""
    issuer = httpx2.URL(url)
    async with httpx2.AsyncClient(timeout=20) as browser:
        answer = await browser.get(url)
        for _ in range(12):
            if answer.is_redirect:
                target = answer.url.join(answer.headers["location"])
                if target.port != issuer.port:
                    return str(target)
                answer = await browser.get(target)
            elif "/interaction/" in answer.url.path:
                fields = {"prompt": "login", "login": account, "password": account}
                if 'value="consent"' in answer.text:
                    fields = {"prompt": "consent"}
                answer = await browser.post(answer.url, data=fields)
            elif form := re.search(r'<form method="post" action="([^"]+)"', answer.text):
                pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text)
                return str(httpx2.URL(form[1], params=dict(pairs)))
            else:
                break
    raise AssertionError(f"the provider says {answer.status_code}: {answer.text[:300]}")
