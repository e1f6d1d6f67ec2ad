"""Importing a file as a person does it: upload, map as suggested, rehearse, apply."""

from typing import Any

import httpx2

from mewayz_testing.bench import ServiceBench


async def upload(member: httpx2.AsyncClient, url: str, text: str | bytes) -> dict[str, Any]:
    body = text.encode() if isinstance(text, str) else text
    answer = await member.post(f"{url}/imports", files={"file": ("file.csv", body, "text/csv")})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def step(
    member: httpx2.AsyncClient, bench: ServiceBench, url: str, job: dict[str, Any], verb: str, **body: Any
) -> dict[str, Any]:
    where = f"{url}/imports/{job['id']}"
    answer = await member.post(f"{where}/{verb}", json=body or None)
    assert answer.status_code in {200, 202}, answer.text
    await bench.run_until_idle()
    return dict((await member.get(where)).json())


async def run(
    member: httpx2.AsyncClient, bench: ServiceBench, url: str, text: str | bytes, **plan: Any
) -> dict[str, Any]:
    """The finished import; its dry run must have promised the same."""
    job = await upload(member, url, text)
    await step(member, bench, url, job, "map", **({"mapping": job["suggested"], "mode": "create"} | plan))
    rehearsed = await step(member, bench, url, job, "validate")
    assert rehearsed["state"] == "validated", rehearsed
    done = await step(member, bench, url, job, "start")
    assert counts(rehearsed) == counts(done)
    return done


def counts(job: dict[str, Any]) -> tuple[int, int, int, int]:
    """Created, updated, skipped and failed; they add up to the rows."""
    found = (job["created"], job["updated"], job["skipped"], job["failed"])
    assert sum(found) == job["done"] == job["rows"]
    return found


async def rows(member: httpx2.AsyncClient, url: str, job: dict[str, Any], **params: str) -> list[dict[str, Any]]:
    answer = await member.get(f"{url}/imports/{job['id']}/rows", params={"limit": "100", **params})
    return list(answer.json()["items"])
