"""What the chassis costs a service: its list of 25 companies and its create, against handlers written by hand.

Three programs answer at once, each one worker, and are hammered in turn, so that a busy machine hits all of them:
the chassis (`crm` as it is: who asks and what they may, tenant, filters and cursors, problems, events), the same SQL
by hand, and the least by hand (one statement). The lists of the first two are compared before anything is measured.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import httpx2
from fastapi import FastAPI
from joserfc.jwk import OKPKey
from tests.load.by_hand import DATABASE, URL, WORKSPACE, least, same
from tests.load.tools import HEADER, Load, Served, hammer, must, serve, together

from mewayz_kit.ids import new_id
from mewayz_kit.run import create_api, settle
from mewayz_kit.service import Runtime, installed_services
from mewayz_kit.tokens import TokenSigner
from mewayz_kit.transport.local import LocalTransport
from mewayz_testing import servers
from mewayz_testing.bench import ServiceBench, issuer_app, random_key

__all__ = ["chassis", "least", "same"]
SEED = "MEWAYZ_LOAD_KEY"
CREATE = '{"name": "Ferrell LLC", "allow_duplicate": true}'
ROUNDS = 4


def _signer() -> TokenSigner:
    return TokenSigner(OKPKey.import_key(os.environ[SEED]), "mewayz-gateway")


def chassis() -> FastAPI:
    """crm as it is, without background work."""
    [service] = installed_services(["crm"])
    settings = service.settings(
        database_url=os.environ[DATABASE],
        secret_key=random_key(),
        workload_secret=random_key(),
        files_url="file:///tmp/load",
    )
    internal = {"gateway": httpx2.ASGITransport(issuer_app(_signer()))}
    api = create_api(service, Runtime(service, settings, transport=LocalTransport(), internal=internal))
    settle()
    return api


@asynccontextmanager
async def filled(rows: int) -> AsyncIterator[tuple[UUID, str]]:
    """A migrated crm schema with one workspace that has `rows` companies."""
    [service] = installed_services(["crm"])
    from mewayz_testing.schemas import MysqlSchemas

    schemas = MysqlSchemas(servers.create_schema)
    await asyncio.to_thread(schemas.prepare, service)
    url = schemas._urls[service.name]
    async with ServiceBench.open(service, url, files_url="file:///tmp/load") as bench:
        workspace = await bench.workspace(features=["contacts"])
        member = bench.member(workspace)
        for number in range(rows):
            await member.post(
                URL,
                json={"name": f"Company {number}", "allow_duplicate": True, "industry": "Plastics", "country": "Chile"},
            )
        yield workspace, url


async def main() -> None:
    """Print both tables."""
    key = OKPKey.generate_key("Ed25519")
    async with filled(100) as (workspace, url):
        os.environ |= {WORKSPACE: str(workspace), DATABASE: url, SEED: key.as_pem(private=True).decode()}
        print("### Service: list of 25 and create, one worker, 32 connections\n")
        with (
            serve("tests.load.service_bench:least") as least,
            serve("tests.load.service_bench:same") as same,
            serve("tests.load.service_bench:chassis") as ours,
        ):
            _refuse_difference(same, ours)
            for title, path, body in (("list", f"{URL}?limit=25", None), ("create", URL, CREATE)):
                served = {"one statement by hand": least, "the same SQL by hand": same, "chassis": ours}
                loads: dict[str, list[Load]] = {name: [] for name in served}
                for number in range(ROUNDS):
                    for name, server in served.items():
                        load = hammer(server, path, body=body, headers=_caller(), seconds=2, warm=number > 0)
                        loads[name].append(load)
                found = {name: together(rounds) for name, rounds in loads.items()}
                base = found["the same SQL by hand"]
                print(HEADER, *(load.row(f"{title}, {name}", base) for name, load in found.items()), "", sep="\n")
    servers.drop_schemas()


def _caller() -> dict[str, str]:
    claims = {"kind": "member", "sub": str(new_id()), "ws": os.environ[WORKSPACE], "role": "owner", "scope": "*:*"}
    return {"mewayz-internal-token": _signer().sign(claims | {"pv": 1})}


def _refuse_difference(one: Served, other: Served) -> None:
    """Two programs that do not give the same list cannot be compared."""
    lists = [must(httpx2.get(f"{s.url}{URL}?limit=25", headers=_caller())).json()["items"] for s in (one, other)]
    if lists[0] != lists[1] or len(lists[0]) != 25:
        raise SystemExit("the chassis and the same SQL by hand do not answer the same")
