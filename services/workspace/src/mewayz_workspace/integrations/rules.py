"""What each provider needs: pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Needs(NamedTuple):
    """Options and secrets of a provider; the value says whether one must be there. `choices` narrows an option."""

    kind: str
    options: Mapping[str, bool]
    secrets: Mapping[str, bool]
    choices: Mapping[str, tuple[str, ...]] = {}
    tells_bounces: bool = True


SENDER = {"sender": False}
PROVIDERS: Mapping[str, Needs] = {
    "smtp": Needs(
        "mail",
        {"host": True, "port": False, "security": False, "username": False, **SENDER},
        {"password": False},
        {"security": ("starttls", "tls", "none")},
        tells_bounces=False,
    ),
    "elastic_email": Needs("mail", SENDER, {"api_key": True}),
    "sendgrid": Needs("mail", SENDER, {"api_key": True}),
    "mailgun": Needs("mail", {"domain": True, **SENDER}, {"api_key": True}),
    "ses": Needs("mail", {"region": True, **SENDER}, {"access_key_id": True, "secret_access_key": True}),
}
"""Every provider that there is an adapter for."""


class Flaw(NamedTuple):
    """What is wrong where."""

    pointer: str
    code: str
    message: str


def flaw(provider: str, options: Mapping[str, Any], secrets: Mapping[str, str]) -> Flaw | None:
    """The first thing that is missing or unknown, or None."""
    needs = PROVIDERS[provider]
    parts: tuple[tuple[str, Mapping[str, Any], Mapping[str, bool]], ...] = (
        ("options", options, needs.options),
        ("secrets", secrets, needs.secrets),
    )
    for part, given, wanted in parts:
        for name in given:
            if name not in wanted:
                return Flaw(f"/{part}/{name}", "unknown_field", f"{provider} has no {name}.")
        for name, needed in wanted.items():
            if needed and not given.get(name):
                return Flaw(f"/{part}/{name}", "missing", f"{provider} needs {name}.")
    for name, allowed in needs.choices.items():
        if name in options and options[name] not in allowed:
            return Flaw(f"/options/{name}", "enum", f"Use one of {', '.join(allowed)}.")
    return None
