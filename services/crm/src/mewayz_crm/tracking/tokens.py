"""Tokens of pictures and links in mails: sealed like the other links, so that nobody can make a mail lead elsewhere.

A click leads only to what was sealed into its token when the mail was written; the address is in no parameter.
"""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from mewayz_crm.mail.links import seal, unseal
from mewayz_crm.settings.schemas import Tracking
from mewayz_kit.errors import NotFound
from mewayz_kit.service import Runtime

Purpose = Literal["open", "click", "trap"]
PURPOSES: dict[Purpose, bytes] = {"open": b"o", "click": b"k", "trap": b"t"}
MODES: dict[Tracking, bytes] = {"individual": b"i", "anonymous": b"a", "off": b"n"}
PATHS: dict[Purpose, str] = {"open": "/t/o/{token}.gif", "click": "/t/c/{token}", "trap": "/t/c/{token}"}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a picture or link is for. `mode` is how the workspace tracked when the mail was written; `url` is where a
    link leads. A `trap` is a link that nobody sees: who follows it is a machine."""

    purpose: Purpose
    mode: Tracking
    workspace_id: UUID
    message_id: UUID
    url: str = ""


def address_of(runtime: Runtime, mark: Mark) -> str:
    """The whole URL of a picture or link."""
    kind = PURPOSES[mark.purpose] + MODES[mark.mode]
    token = seal(runtime, kind + mark.workspace_id.bytes + mark.message_id.bytes + mark.url.encode())
    return runtime.settings.public_url.rstrip("/") + PATHS[mark.purpose].format(token=token)


def read(runtime: Runtime, token: str, *purposes: Purpose) -> Mark:
    """What a token is about; 404 for one that we did not make, or made for something else."""
    plain = unseal(runtime, token)
    purpose = next((name for name in purposes if PURPOSES[name] == plain[:1]), None)
    mode = next((name for name, letter in MODES.items() if letter == plain[1:2]), None)
    if purpose is None or mode is None:
        raise NotFound(detail="There is no such link.")
    return Mark(purpose, mode, UUID(bytes=plain[2:18]), UUID(bytes=plain[18:34]), plain[34:].decode())
