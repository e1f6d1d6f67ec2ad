"""What signing in costs beside the hash of the password, which is meant to cost.

Aim (design, performance): everything but argon2id takes less than a tenth of a sign-in. The same password is hashed
bare, by the same library with the same parameters, in the same process and in turns. Counted is CPU time of all its
threads, so that other work of the machine does not matter.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mewayz_identity.passwords.hashing import Hashing
from mewayz_kit.service import installed_services
from mewayz_testing.bench import ServiceBench
from mewayz_testing.schemas import SqliteSchemas

URL = "/api/v1/identity/public"
PASSWORD = "correct horse battery"
ROUNDS = 60


def outlet() -> Starlette:
    """Workspace's mail outlet, which takes whatever comes."""

    async def accept(_request: Request) -> JSONResponse:
        return JSONResponse({}, status_code=202)

    return Starlette(routes=[Route("/internal/v1/mails", accept, methods=["POST"])])


async def _timed(work: Callable[[], Awaitable[Any]]) -> float:
    began = time.process_time()
    await work()
    return (time.process_time() - began) * 1000


async def main() -> None:
    """Print the table."""
    [service] = installed_services(["identity"])
    with TemporaryDirectory() as folder:
        schemas = SqliteSchemas(Path(folder))
        await asyncio.to_thread(schemas.prepare, service)
        (run := Path(folder) / "run").mkdir()
        database = schemas.lend(service, run)
        async with ServiceBench.open(
            service, database, files_url=f"file://{folder}/files", callees={"workspace": outlet()}
        ) as bench:
            hashing, client = bench.runtime.part(Hashing), bench.client()
            body = {"email": "ada@example.com", "password": PASSWORD, "client": "native"}
            made = await client.post(f"{URL}/registrations", json=body | {"name": "Ada"})
            token = {"device_token": made.json()["device_token"]}
            encoded = await hashing.make(PASSWORD)

            async def hash_only() -> None:
                assert await hashing.check(encoded, PASSWORD)

            async def log_in() -> None:
                answer: httpx2.Response = await client.post(f"{URL}/logins", json=body | token)
                assert answer.status_code == 200, answer.text

            bare, whole = [], []
            for number in range(ROUNDS + 5):
                times = await _timed(hash_only), await _timed(log_in)
                if number >= 5:  # the first ones compile statements
                    bare.append(times[0])
                    whole.append(times[1])
    rest = median(whole) - median(bare)
    print("### Sign-in: the whole request against the bare hash, one at a time\n")
    print("| what | median CPU ms | share of the sign-in |\n|---|---|---|")
    print(f"| argon2id (m=19456, t=2, p=1) | {median(bare):.1f} | {median(bare) / median(whole):.2f} |")
    print(f"| everything else | {rest:.1f} | {rest / median(whole):.2f} |")
    print(f"| sign-in | {median(whole):.1f} | 1.00 |\n")
