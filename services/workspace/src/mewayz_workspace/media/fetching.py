"""Files from an address that somebody names: fetched through the kit's egress, then treated as any upload."""

from collections.abc import AsyncIterator
from urllib.parse import unquote, urljoin, urlsplit

from mewayz_kit.crypto import new_token
from mewayz_kit.egress import Answer
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.media import service, uploads
from mewayz_workspace.media.models import Media
from mewayz_workspace.media.rules import HEAD, MIB, SMALL, sniff
from mewayz_workspace.media.schemas import FromUrl, Presign

MOST = 25 * MIB
SECONDS = 30
REDIRECTS = 3
MOVED = {301, 302, 303, 307, 308}


async def fetch(uow: UnitOfWork, data: FromUrl) -> Media:
    """Download, reserve what came, store and confirm it. No transaction is open while bytes move."""
    answer = await _download(uow, data.url, SMALL.get(data.purpose, MOST))
    content_type = sniff(answer.body[:HEAD]) or _said(answer)
    wanted = Presign(
        **data.model_dump(exclude={"url", "name"}),
        name=data.name or _name(data.url),
        content_type=content_type,
        bytes=len(answer.body),
    )
    async with uow.apart() as first:
        row = await service.reserve(first, wanted)
    key = f"media/{row.workspace_id}/{row.id}/{new_token(9)}"
    meter = uploads.Meter(_once(answer.body), len(answer.body))
    await uow.runtime.files.put(key, meter.__aiter__())
    async with uow.apart() as second:
        if not await uploads.take(second, row, key, meter):
            raise Conflict("already_uploaded", "This file has ended meanwhile.")
    return await uploads.confirm(uow, row.id)


async def _download(uow: UnitOfWork, url: str, limit: int) -> Answer:
    """Follow a few redirects, each checked as the first address was."""
    for _ in range(REDIRECTS + 1):
        answer = await uow.runtime.egress.request("GET", url, timeout=SECONDS, limit=limit)
        if answer.status in MOVED and "location" in answer.headers:
            url = urljoin(url, answer.headers["location"])
            continue
        if answer.status != 200 or not answer.body:
            raise Unprocessable("download_failed", f"The address answered {answer.status}.")
        return answer
    raise Unprocessable("download_failed", "The address redirects too often.")


def _said(answer: Answer) -> str:
    """What the sender says, for the refusal."""
    return answer.headers.get("content-type", "application/octet-stream").partition(";")[0].strip()[:100]


def _name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])[:200].strip() or "download"


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
