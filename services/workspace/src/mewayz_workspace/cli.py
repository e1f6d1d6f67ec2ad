"""`mewayz mailbox`: prints the latest mails of the local mailbox."""

import argparse
import asyncio
from email import message_from_string, policy

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.db import open_database, service_url
from mewayz_workspace import service
from mewayz_workspace.mail.models import MailboxMessage


def print_mailbox(arguments: list[str]) -> None:
    """Read the mailbox as the service keeps it; the newest mail comes last."""
    parser = argparse.ArgumentParser(
        prog="mewayz mailbox", description="Print the latest mails of the local mailbox, decoded as text."
    )
    parser.add_argument("--to", help="only mails to this address")
    parser.add_argument("--limit", type=int, default=5, help="how many; default 5")
    options = parser.parse_args(arguments)
    url = service_url(service.load_settings().database_url.get_secret_value(), service.name)
    mails = asyncio.run(latest_mails(url, to=options.to, limit=options.limit))
    print("\n\n".join(map(readable, mails)) if mails else "The mailbox is empty.")


async def latest_mails(url: str, *, to: str | None, limit: int) -> list[str]:
    """The raw mails, oldest first."""
    database = open_database(url, pool_size=1)
    statement = sa.select(col(MailboxMessage.raw)).order_by(
        col(MailboxMessage.created_at).desc(), col(MailboxMessage.id).desc()
    )
    if to is not None:
        statement = statement.where(sa.func.lower(col(MailboxMessage.to)) == to.lower())
    try:
        async with database.read.connect() as connection:
            return list((await connection.scalars(statement.limit(limit))).all())[::-1]
    finally:
        await database.close()


def readable(raw: str) -> str:
    """Headers that matter and the text, with transfer encodings and MIME parts undone."""
    message = message_from_string(raw, policy=policy.default)
    part = message.get_body(("plain", "html"))
    text = part.get_content() if part is not None else ""
    headers = "\n".join(f"{name}: {message[name]}" for name in ("Date", "From", "To", "Subject") if message[name])
    return f"{headers}\n\n{text.strip()}"
