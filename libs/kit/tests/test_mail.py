"""Mail providers: their URLs, what they are sent, and what a failure says about the mail."""

from base64 import b64encode
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import aiosmtplib
import httpx2
import pytest

from mewayz_kit.egress import Egress, EgressFailed, EgressRefused
from mewayz_kit.errors import Unavailable
from mewayz_kit.mail.base import Outgoing, Refused
from mewayz_kit.mail.failures import certainly_not_taken
from mewayz_kit.mail.mailgun import Mailgun
from mewayz_kit.mail.urls import open_provider
from mewayz_testing.mail_providers import KEY, mail_providers

EGRESS = Egress("127.0.0.1/32")


def opened(url: str) -> Any:
    return open_provider(url, egress=EGRESS, now=lambda: datetime(2026, 11, 26, tzinfo=UTC))


def outgoing(raw: bytes | None = None) -> Outgoing:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Acme <a@example.com>", "b@example.com", "Hi"
    message.set_content("Hello")
    one = UUID(int=7)
    return Outgoing(message, one, "Acme <a@example.com>", "b@example.com", "Hi", "Hello", "<p>Hello</p>", raw)


@pytest.mark.parametrize(
    ("url", "name", "field", "value"),
    [
        ("smtp://ada:p%40ss@mail.example.com", "smtp", "password", "p@ss"),
        ("smtp://mail.example.com:2525?starttls=always", "smtp", "starttls", True),
        ("smtps://mail.example.com", "smtp", "port", 465),
        ("elastic-email://k%2B1@", "elastic_email", "api_key", "k+1"),
        ("sendgrid://key@?base_url=https://api.eu.sendgrid.com", "sendgrid", "base_url", "https://api.eu.sendgrid.com"),
        ("mailgun://key@/mg.example.com", "mailgun", "domain", "mg.example.com"),
        ("ses://AKIA:s%2Fx@eu-central-1", "ses", "secret_access_key", "s/x"),
        ("ses://AKIA:sx@eu-central-1", "ses", "base_url", "https://email.eu-central-1.amazonaws.com"),
    ],
)
def test_a_provider_is_one_url(url: str, name: str, field: str, value: Any) -> None:
    found = opened(url)
    assert (found.name, getattr(found.provider, field)) == (name, value)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "local:",
        "smtp://",
        "smtp://host?tls=1",
        "smtp://host?starttls=maybe",
        "sendgrid://",
        "sendgrid://k@?region=eu",
        "mailgun://secretkey@",
        "ses://id@eu-central-1",
        "ses://id:secretkey@",
        "ftp://secretkey@host",
    ],
)
def test_a_wrong_url_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="use one of smtp://") as refused:
        opened(url)
    assert "secretkey" not in str(refused.value)


async def test_mailgun_takes_a_signed_message_as_it_is_and_builds_any_other() -> None:
    raw = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: Hi\r\n\r\n--line\r\n\r\nHello\r\n"
    with mail_providers() as providers:
        mailgun = Mailgun(EGRESS, providers.url, "mg.example.com", KEY)
        assert await mailgun.send(outgoing(raw)) == "mg-1@mg.example.com"
        assert await mailgun.send(outgoing()) == "mg-2@mg.example.com"
        providers.answers += [400, 500]
        with pytest.raises(Refused):
            await mailgun.send(outgoing(raw))
        with pytest.raises(Unavailable) as away:
            await mailgun.send(outgoing(raw))
    assert certainly_not_taken(away.value)
    signed, built = providers.taken
    assert (signed["to"], signed["whole"]) == ("b@example.com", raw)
    assert built["whole"]["v:message_id"] == str(UUID(int=7))


async def test_providers_are_handed_the_files_of_a_mail() -> None:
    mail = outgoing()
    mail.message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Beleg 7.pdf")
    content = b64encode(b"%PDF-1.7").decode()
    with mail_providers() as providers:
        for url in ("sendgrid://{key}@", "elastic-email://{key}@", "mailgun://{key}@/mg.example.com"):
            await opened(f"{url.format(key=KEY)}?base_url={providers.url}").provider.send(mail)
    sendgrid, elastic, mailgun = (one["whole"] for one in providers.taken)
    assert sendgrid["attachments"] == [{"content": content, "type": "application/pdf", "filename": "Beleg 7.pdf"}]
    [file] = elastic["Content"]["Attachments"]
    assert file == {"BinaryContent": content, "Name": "Beleg 7.pdf", "ContentType": "application/pdf"}
    [part] = message_from_bytes(mailgun, policy=policy.default).iter_attachments()
    assert (part.get_filename(), part.get_content()) == ("Beleg 7.pdf", b"%PDF-1.7")


def failed(cause: Exception) -> EgressFailed:
    error = EgressFailed("egress_unreachable", "no answer")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "certain"),
    [
        (Unavailable("mail_provider_failed", "429"), True),
        (EgressRefused(detail="private"), True),
        (failed(httpx2.ConnectError("refused")), True),
        (failed(httpx2.ReadError("lost")), False),
        (EgressFailed("egress_timeout", "slow"), False),
        (EgressFailed("egress_paused", "kept failing"), True),
        (aiosmtplib.SMTPDataError(451, "busy"), True),
        (aiosmtplib.SMTPConnectTimeoutError("slow"), True),
        (aiosmtplib.SMTPConnectError("refused"), True),
        (aiosmtplib.SMTPAuthenticationError(535, "no"), True),
        (aiosmtplib.SMTPServerDisconnected("lost"), False),
        (aiosmtplib.SMTPReadTimeoutError("slow"), False),
        (RuntimeError("who knows"), False),
    ],
)
def test_only_what_says_no_was_certainly_not_taken(error: Exception, certain: bool) -> None:
    assert certainly_not_taken(error) is certain
