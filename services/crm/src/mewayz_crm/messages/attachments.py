"""The files of a mail: named when it is kept, fetched for each try. Never inside a transaction.

A source is `{"media_id": …}` for a file of the workspace's library, or `{"key": …, "name": …, "content_type": …}` for
one that another service has made, in the exchange area of the file store.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mewayz_crm.mail.mime import File
from mewayz_crm.messages.models import Message
from mewayz_kit.mail.base import Refused
from mewayz_kit.service import Runtime

LARGEST = 7 * 1024**2
"""Bytes of all files of a mail: Base64 makes 10 MB of them, which is what SES and most mail servers take."""
MOST = 10
PLAIN = "application/octet-stream"
_TYPE = re.compile(r"(application|audio|font|image|model|text|video)/[a-z0-9][a-z0-9.+-]*")


async def fetch(runtime: Runtime, message: Message) -> list[File]:
    """The files of a mail. `Refused` when one is gone or they are too large together: a mail that says what is in its
    attachment does not leave without it."""
    sources = message.attachments or []
    library = await _library(runtime, message, [one["media_id"] for one in sources if "media_id" in one])
    files: list[File] = []
    left = LARGEST
    for source in sources:
        about = library.get(source["media_id"]) if "media_id" in source else source
        if about is None:
            raise Refused("attachment_missing")
        if about["key"] is None:
            raise Refused("attachments_too_large")
        content = await _read(runtime, about["key"], left)
        left -= len(content)
        kind = str(about.get("content_type") or PLAIN).partition(";")[0].strip().lower()
        files.append(File(about["name"], kind if _TYPE.fullmatch(kind) else PLAIN, content))
    return files


async def _library(runtime: Runtime, message: Message, media_ids: Sequence[str]) -> Mapping[str, Any]:
    """What workspace hands over of its library."""
    if not media_ids:
        return {}
    asked = {"workspace_id": str(message.workspace_id), "media_ids": list(media_ids), "hand_over_bytes": LARGEST}
    answer = await runtime.client.call("workspace", "POST", "/internal/v1/media/links", json=asked, retry=True)
    return dict((answer or {}).get("files") or {})


async def _read(runtime: Runtime, key: str, left: int) -> bytes:
    size = await runtime.files.exchange.head(key)
    if size is None:
        raise Refused("attachment_missing")
    if size > left:
        raise Refused("attachments_too_large")
    return b"".join([chunk async for chunk in runtime.files.exchange.get(key)])
