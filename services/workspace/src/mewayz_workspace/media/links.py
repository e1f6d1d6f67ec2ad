"""Signed URLs: for one upload, and for reading private files for minutes."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from mewayz_kit.errors import Forbidden, Gone, NotFound
from mewayz_kit.service import Runtime
from mewayz_workspace.media.rules import VARIANTS

BASE = "/api/v1/workspace/public"
UPLOAD, READ = "media-upload", "media-read"


class Ticket(NamedTuple):
    """What an upload URL allows: one file, exactly so many bytes, until then."""

    media_id: UUID
    size: int
    until: int


def upload_url(runtime: Runtime, media_id: UUID, size: int, until: datetime) -> str:
    """Where to PUT the bytes."""
    text = f"{media_id.hex}.{size}.{int(until.timestamp())}"
    return f"{_origin(runtime)}{BASE}/uploads/{text}.{_sign(runtime, UPLOAD, text)}"


def read_ticket(runtime: Runtime, token: str) -> Ticket:
    """What a token allows; 404 for a made-up one, 410 after its time."""
    text, _, signature = token.rpartition(".")
    if not text or not _good(runtime, UPLOAD, text, signature):
        raise NotFound(detail="There is no such upload.")
    media_id, size, until = text.split(".")
    if int(until) <= runtime.clock.now().timestamp():
        raise Gone("upload_expired", "The time for this upload is over.")
    return Ticket(UUID(media_id), int(size), int(until))


def file_url(runtime: Runtime, media_id: UUID, *, variant: str | None, public: bool, seconds: int) -> str:
    """The URL of a file: plain for a public one, signed and short-lived for a private one."""
    key = f"{media_id}-{variant}" if variant else str(media_id)
    url = f"{_assets(runtime)}{BASE}/media/{key}"
    if public:
        return url
    until = int((runtime.clock.now() + timedelta(seconds=seconds)).timestamp())
    query = {"expires": until, "signature": _sign(runtime, READ, f"{key}.{until}")}
    return f"{url}?{urlencode(query)}"


def split_key(key: str) -> tuple[UUID, str | None]:
    """Media id and variant of a key; 404 for anything else."""
    text, variant = key[:36], key[37:] or None
    try:
        media_id = UUID(text)
    except ValueError as error:
        raise NotFound(detail="There is no such file.") from error
    if len(key) > 36 and (key[36] != "-" or variant not in VARIANTS):
        raise NotFound(detail="There is no such file.")
    return media_id, variant


def refuse_unsigned(runtime: Runtime, key: str, expires: int | None, signature: str | None) -> None:
    """404 without a good signature, 403 `link_expired` after its time."""
    if expires is None or signature is None or not _good(runtime, READ, f"{key}.{expires}", signature):
        raise NotFound(detail="There is no such file.")
    if expires <= runtime.clock.now().timestamp():
        raise Forbidden("link_expired", "This link is no longer good.")


def _sign(runtime: Runtime, purpose: str, text: str) -> str:
    return urlsafe_b64encode(runtime.crypto.keyed_hash(purpose, text)).decode().rstrip("=")


def _good(runtime: Runtime, purpose: str, text: str, signature: str) -> bool:
    try:
        given = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except ValueError:
        return False
    return hmac.compare_digest(given, runtime.crypto.keyed_hash(purpose, text))


def _origin(runtime: Runtime) -> str:
    return runtime.settings.public_url.rstrip("/")


def _assets(runtime: Runtime) -> str:
    """Files come from an origin of their own where the operator has one, so that no page shares theirs."""
    return (getattr(runtime.settings, "asset_url", None) or runtime.settings.public_url).rstrip("/")
