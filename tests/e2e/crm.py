"""What tests of a running house do with crm: make records, count them, bring files in."""

import asyncio
from pathlib import Path
from typing import Any

from mewayz_testing.people import Platform, Seat, succeed

CRM = "/api/v1/crm"
FEATURES = ["contacts", "pipelines", "dashboards"]
DATA = Path(__file__).parent / "data"


async def make(seat: Seat, noun: str, **fields: Any) -> Any:
    """The new record."""
    return succeed(await seat.post(f"{CRM}/{noun}", json=fields))


async def count(seat: Seat, noun: str, **filters: Any) -> int:
    """How many records a list holds."""
    return int(succeed(await seat.get(f"{CRM}/{noun}", params={"count": "true", "limit": 1, **filters}))["total"])


async def everything(seat: Seat, noun: str, **filters: Any) -> list[Any]:
    """Every record of a list, by its JSON export."""
    return list(succeed(await seat.get(f"{CRM}/{noun}/export", params={"format": "json", **filters})))


async def at_once(*calls: Any) -> list[Any]:
    """The answers of calls that are made at the same time."""
    return list(await asyncio.gather(*calls))


async def default_pipeline(seat: Seat, platform: Platform) -> tuple[Any, list[Any]]:
    """The pipeline every workspace begins with, and its stages in order."""

    async def look() -> Any:
        return succeed(await seat.get(f"{CRM}/pipelines"))["items"]

    [pipeline] = await platform.until(look, "the pipeline every workspace begins with")
    asked = {"pipeline_id": pipeline["id"], "sort": "position"}
    return pipeline, succeed(await seat.get(f"{CRM}/stages", params=asked))["items"]


class Files:
    """Imports of one kind of record, as a person does them."""

    def __init__(self, seat: Seat, platform: Platform, noun: str) -> None:
        self._seat = seat
        self._platform = platform
        self._url = f"{CRM}/{noun}/imports"

    async def bring(self, file: str | bytes, *, mode: str = "create", **how: Any) -> Any:
        """Upload a file of `data` (or these bytes), take the suggested mapping, dry run, apply; the finished import."""
        checked = await self.begin(file, mode=mode, **how)
        done = await self.reached(checked, "completed")
        assert counts(done) == counts(checked), "the dry run promised something else"
        return done

    async def begin(self, file: str | bytes, *, mode: str = "create", **how: Any) -> Any:
        """The same, as far as it is being applied; what the dry run has promised."""
        content = (DATA / file).read_bytes() if isinstance(file, str) else file
        upload = succeed(await self._seat.post(self._url, content=content, headers={"content-type": "text/csv"}))
        one = f"{self._url}/{upload['id']}"
        succeed(await self._seat.post(f"{one}/map", json={"mapping": upload["suggested"], "mode": mode, **how}))
        succeed(await self._seat.post(f"{one}/validate"))
        checked = await self.reached(upload, "validated")
        assert sum(counts(checked)) == checked["rows"]
        succeed(await self._seat.post(f"{one}/start"))
        return checked

    async def revert(self, done: Any) -> Any:
        """Take an import back."""
        succeed(await self._seat.post(f"{self._url}/{done['id']}/revert"))
        return await self.reached(done, "reverted")

    async def rows(self, done: Any, **filters: Any) -> list[Any]:
        """What became of its rows."""
        answer = await self._seat.get(f"{self._url}/{done['id']}/rows", params={"limit": 100, **filters})
        return list(succeed(answer)["items"])

    async def look(self, job: Any) -> Any:
        """The import as it stands."""
        return succeed(await self._seat.get(f"{self._url}/{job['id']}"))

    async def reached(self, job: Any, state: str) -> Any:
        """The import once it is in `state`."""

        async def look() -> Any:
            found = await self.look(job)
            assert found["state"] != "failed", found["error"]
            return found if found["state"] == state and not found["checking"] else None

        return await self._platform.until(look, f"an import that is {state}")


def counts(job: Any) -> tuple[int, int, int, int]:
    """Created, updated, skipped and failed."""
    return (job["created"], job["updated"], job["skipped"], job["failed"])
