"""Mail domains through their routes, against a real name server."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.serialization import load_der_private_key

from mewayz_crm.mail_domains.keys import SEAL
from mewayz_crm.mail_domains.models import MailDomain
from mewayz_testing.bench import ServiceBench
from mewayz_testing.nameserver import NameServer, name_server

URL = "/api/v1/crm/mail-domains"


@pytest.fixture
def names() -> Iterator[NameServer]:
    with name_server() as server:
        yield server


@pytest.fixture
async def bench(open_bench: Any, names: NameServer) -> AsyncIterator[ServiceBench]:
    async with open_bench(dns_servers=names.address, spf_host="spf.mewayz.test") as opened:
        yield opened


def publish(names: NameServer, shown: dict[str, Any]) -> None:
    """Put the records of an answer into DNS, long ones in several strings (RFC 1035: 255 letters each)."""
    for record in shown["records"]:
        value = record["value"]
        parts = [value[start : start + 200] for start in range(0, len(value), 200)]
        names.records[record["name"], "TXT"] = [" ".join(f'"{part}"' for part in parts)]


async def test_a_domain_is_verified_by_its_records_and_fails_after_three_days_without(
    bench: ServiceBench, names: NameServer
) -> None:
    acme, other = await bench.workspace(), await bench.workspace()
    member = bench.member(acme)
    made = await member.post(URL, json={"domain": "https://Mail.Example.com/"})
    assert made.status_code == 201, made.text
    shown, where = made.json(), f"{URL}/{made.json()['id']}"
    assert (shown["domain"], shown["state"]) == ("mail.example.com", "pending")
    assert [record["found"] for record in shown["records"]] == [None, None, None]
    assert "private" not in made.text
    assert (await member.post(URL, json={"domain": "mail.example.com"})).json()["code"] == "domain_exists"
    theirs = await bench.member(other).post(URL, json={"domain": "mail.example.com"})
    assert theirs.json()["records"][1] != shown["records"][1], "every workspace has a key of its own"
    async with bench.uow(workspace_id=acme) as uow:
        row = await uow.scalar(sa.select(MailDomain))
        private = load_der_private_key(bench.runtime.crypto.open(SEAL, row.sealed_private_key), None)
    assert private.public_key().public_numbers().n.bit_length() == 2048  # type: ignore[union-attr]

    missing = await member.post(f"{where}/check")
    assert [record["found"] for record in missing.json()["records"]] == [False, False, False]
    publish(names, theirs.json())
    assert (await member.post(f"{where}/check")).json()["state"] == "pending", "somebody else's key proves nothing"
    publish(names, shown)
    assert (await bench.member(other).post(f"{where}/check")).status_code == 404
    verified = (await member.post(f"{where}/check")).json()
    assert (verified["state"], [record["found"] for record in verified["records"]]) == ("verified", [True] * 3)

    del names.records[shown["records"][1]["name"], "TXT"]
    for _ in range(5):
        assert (await member.post(f"{where}/check")).json()["state"] == "verified", "asking often fails no domain"
    states = []
    for number in range(4):
        names.silent = number == 1
        bench.clock.advance(days=1, hours=2 if number == 0 else 0)
        await bench.run_until_idle()
        states.append((await member.get(where)).json()["state"])
    assert states == ["verified", "verified", "verified", "failed"], "a day without an answer does not count"
    publish(names, shown)
    bench.clock.advance(days=1)
    await bench.run_until_idle()
    assert (await member.get(where)).json()["state"] == "verified"
    assert await bench.inbox("dead") == []


async def test_a_silent_name_server_changes_nothing(bench: ServiceBench, names: NameServer) -> None:
    member = bench.member(await bench.workspace())
    made = (await member.post(URL, json={"domain": "example.com"})).json()
    names.silent = True
    answer = await member.post(f"{URL}/{made['id']}/check")
    assert (answer.status_code, answer.json()["code"]) == (503, "dns_unanswered")
    assert (await member.get(f"{URL}/{made['id']}")).json() == made
    assert (await member.post(URL, json={"domain": "localhost"})).status_code == 422
