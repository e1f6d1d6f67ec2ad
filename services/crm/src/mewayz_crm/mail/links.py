"""Links of mails that need no login: sealed, so that they hold who and what is meant without showing it.

They never expire, but for those that say when they were asked for, and they need no row: they work after the list, the
campaign or the contact was deleted. The key follows from the service's secret and from the version with which a token
begins; a new version signs new tokens, and the old ones stay readable as long as theirs is listed.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from cryptography.exceptions import InvalidTag

from mewayz_kit.errors import NotFound
from mewayz_kit.service import Runtime

Purpose = Literal["confirm", "unsubscribe", "preferences", "data", "erase", "magnet"]
PURPOSES: dict[Purpose, bytes] = {
    "confirm": b"c",
    "unsubscribe": b"u",
    "preferences": b"p",
    "data": b"d",
    "erase": b"e",
    "magnet": b"m",
}
PATHS: dict[Purpose, str] = {
    "confirm": "confirm",
    "unsubscribe": "u",
    "preferences": "preferences",
    "data": "preferences/data",
    "erase": "preferences/erase",
    "magnet": "magnets",
}
DATED: frozenset[Purpose] = frozenset({"data", "erase"})
"""Links that say when they were asked for instead of a list, so that they can end."""
SEALS = {"1": "crm-links-1"}
"""Version of a token → purpose of its key."""
CURRENT = "1"
ALL_LISTS = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is for: one address in one workspace, and one list or (None) all mail; one lead magnet in the place
    of the list where it is for that. `asked_at` is of dated ones, in whole seconds."""

    purpose: Purpose
    workspace_id: UUID
    list_id: UUID | None
    address: str
    asked_at: datetime | None = None


def unsubscribe_link(workspace_id: UUID, address: str, list_ids: Sequence[UUID]) -> Link:
    """The way out of a mail: off its list, or off all mail if it was for several lists or none."""
    return Link("unsubscribe", workspace_id, list_ids[0] if len(list_ids) == 1 else None, address)


def links_in(runtime: Runtime, workspace_id: UUID, address: str, list_ids: Sequence[UUID] = ()) -> dict[str, str]:
    """The links that every template of a mail may name."""
    return {
        "unsubscribe_url": url(runtime, unsubscribe_link(workspace_id, address, list_ids)),
        "preferences_url": url(runtime, Link("preferences", workspace_id, None, address)),
    }


def token(runtime: Runtime, link: Link) -> str:
    """The token of a link."""
    moment = UUID(int=int(link.asked_at.timestamp())) if link.asked_at else ALL_LISTS
    about = (link.list_id or moment).bytes
    return seal(runtime, PURPOSES[link.purpose] + link.workspace_id.bytes + about + link.address.encode())


def url(runtime: Runtime, link: Link) -> str:
    """The whole link."""
    return url_of(runtime, link.purpose, token(runtime, link))


def url_of(runtime: Runtime, purpose: Purpose, made: str) -> str:
    """The whole link of a token that was made before."""
    return f"{runtime.settings.public_url.rstrip('/')}/{PATHS[purpose]}/{made}"


def read(runtime: Runtime, given: str, purpose: Purpose) -> Link:
    """What a token is about; 404 for one that we did not make, or made for something else."""
    plain = unseal(runtime, given)
    if plain[:1] != PURPOSES[purpose]:
        raise NotFound(detail="There is no such link.")
    about = UUID(bytes=plain[17:33])
    if purpose in DATED:
        asked_at = datetime.fromtimestamp(about.int, UTC)
        return Link(purpose, UUID(bytes=plain[1:17]), None, plain[33:].decode(), asked_at)
    return Link(purpose, UUID(bytes=plain[1:17]), None if about == ALL_LISTS else about, plain[33:].decode())


def seal(runtime: Runtime, plain: bytes) -> str:
    """A token that holds `plain`, of which the first letter says what it is for."""
    return CURRENT + urlsafe_b64encode(runtime.crypto.seal(SEALS[CURRENT], plain)).decode().rstrip("=")


def unseal(runtime: Runtime, given: str) -> bytes:
    """What a token holds; 404 for one that we did not make."""
    version, text = given[:1], given[1:]
    try:
        return runtime.crypto.open(SEALS[version], urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (KeyError, ValueError, binascii.Error, InvalidTag) as error:
        raise NotFound(detail="There is no such link.") from error
