"""Importing users from a CSV file: a dry run and the real run give the same outcomes, row by row."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_identity.users.models import User
from mewayz_identity.users.rules import normalise_email
from mewayz_kit.imports.importer import Importer, Values
from mewayz_kit.uow import UnitOfWork

MOST = 10_000
FIELDS = {
    "email": "Address; whoever has an account with it is not made twice.",
    "name": "Name of the person.",
    "locale": "Language tag such as en or pt-BR.",
    "timezone": "IANA zone such as Europe/Berlin.",
    "segment": "A group to put the person into.",
    "notes": "Note for staff.",
    "password_hash": "Hash of the password in the old system: bcrypt, argon2, scrypt or PBKDF2.",
}


def build(values: Values) -> dict[str, Any]:
    """The create body of a row."""
    body: dict[str, Any] = {name: text for name, text in values.items() if name != "segment"}
    if "segment" in values:
        body["segments"] = [values["segment"].strip().lower()]
    return body | {"source": "import"}


async def merge(_uow: UnitOfWork, _row: Any, body: dict[str, Any]) -> dict[str, Any]:
    """Of somebody who has an account already, an import never touches how they sign in."""
    return {name: value for name, value in body.items() if name in {"name", "locale", "timezone", "segments", "notes"}}


async def match(uow: UnitOfWork, _key: str, texts: Sequence[str]) -> dict[str, UUID]:
    """People by their address."""
    rows = await uow.execute(sa.select(col(User.email_norm), col(User.id)).where(col(User.email_norm).in_(texts)))
    return {str(text): user_id for text, user_id in rows}


def normal(_key: str, text: str) -> str:
    """The form in which two addresses are the same."""
    return normalise_email(text)


importer = Importer(
    fields=FIELDS,
    keys=("email",),
    required=("email", "name"),
    unique="email",
    most=MOST,
    aliases={
        "email": ("E-mail", "Email address", "Mail"),
        "name": ("Full name", "Display name"),
        "password_hash": ("Password", "Hash"),
    },
    build=build,
    match=match,
    normal=normal,
    merge=merge,
)
