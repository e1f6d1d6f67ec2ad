"""What roles may hold and who may grant them: pure.

A pattern is `service.noun:verb`, where noun and verb, or the whole area before the colon, may be `*`; with `!` in
front it denies. A denial wins over every grant (see `mewayz_kit.permissions`).
"""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

SERVICES = (
    "identity",
    "workspace",
    "social",
    "crm",
    "commerce",
    "courses",
    "bookings",
    "finance",
    "ai",
    "marketplace",
    "analytics",
)
BUSINESS = SERVICES[2:]
OWNER = "owner"
VIEWER = "viewer"
_NAME = "[a-z][a-z0-9_-]*"
_PATTERN = re.compile(rf"!?(?:\*|(?:{'|'.join(SERVICES)})\.(?:\*|{_NAME})):(?:\*|{_NAME})")

OWNER_ONLY = (
    "!workspace.workspaces:delete",
    "!workspace.workspaces:transfer",
    "!workspace.subscription:*",
    "!finance.withdrawals:*",
    "!finance.payment_providers:*",
    "!finance.billing_accounts:*",
    "!ai.tokens:purchase",
    "!ai.token_limits:write",
)
"""What every role but the owner's lacks unless the owner makes a role that has it (§10 of the domain documents)."""

EDITOR = (
    *(f"{service}.*:{verb}" for service in BUSINESS for verb in ("read", "write", "delete")),
    *(f"workspace.media:{verb}" for verb in ("read", "write", "delete")),
    "workspace.tickets:read",
    "workspace.tickets:write",
    "workspace.workspaces:read",
    "workspace.features:read",
    "workspace.usage:read",
    "social.*:publish",
    *OWNER_ONLY,
    "!finance.refunds:*",
    "!finance.payouts:*",
    "!commerce.refunds:*",
    "!commerce.payouts:*",
    "!bookings.policies:write",
    "!bookings.refunds:*",
    "!social.accounts:connect",
)
MANAGER = (*EDITOR, "workspace.members:read", "analytics.*:export")
BUILTIN: dict[str, tuple[str, tuple[str, ...]]] = {
    "owner": ("Owner", ("*:*",)),
    "admin": ("Admin", ("*:*", *OWNER_ONLY)),
    "editor": ("Editor", EDITOR),
    "viewer": (
        "Viewer",
        ("*:read", *OWNER_ONLY, "!workspace.audit:*", "!identity.api_keys:*", "!finance.payouts:*"),
    ),
}
PRESETS: dict[str, tuple[str, tuple[str, ...]]] = {"manager": ("Manager", MANAGER)}


class Pattern(NamedTuple):
    """The three parts of a pattern without its `!`."""

    service: str
    noun: str
    verb: str

    def covers(self, other: "Pattern") -> bool:
        """Whether everything that `other` matches is matched by this one too."""
        return all(mine in {"*", theirs} for mine, theirs in zip(self, other, strict=True))

    def meet(self, other: "Pattern") -> "Pattern | None":
        """What both match, or None."""
        parts = []
        for mine, theirs in zip(self, other, strict=True):
            if mine != theirs and "*" not in {mine, theirs}:
                return None
            parts.append(theirs if mine == "*" else mine)
        return Pattern(*parts)


def parse(text: str) -> Pattern:
    """The parts of a pattern that `is_pattern` accepts."""
    area, _, verb = text.removeprefix("!").partition(":")
    service, _, noun = area.partition(".")
    return Pattern(service, noun or "*", verb)


def is_pattern(text: str) -> bool:
    """Whether a tenant role may hold this text; permissions of the platform never fit."""
    return _PATTERN.fullmatch(text) is not None


def escalation(granter: Collection[str], role: Iterable[str]) -> list[str]:
    """The patterns of `role` that grant something `granter` lacks; empty when it may be granted.

    Conservative: a grant must lie inside one single grant of the granter, and whatever the granter is denied must
    be denied by the role as well.
    """
    role = list(role)
    held = [parse(text) for text in granter if not text.startswith("!") and is_pattern(text)]
    denied = [parse(text) for text in granter if text.startswith("!")]
    role_denied = [parse(text) for text in role if text.startswith("!")]
    found = []
    for text in role:
        if text.startswith("!"):
            continue
        wanted = parse(text)
        overlaps = [overlap for denial in denied if (overlap := wanted.meet(denial)) is not None]
        closed = all(any(own.covers(overlap) for own in role_denied) for overlap in overlaps)
        if not closed or not any(mine.covers(wanted) for mine in held):
            found.append(text)
    return found
