"""A mail provider as one URL, as operators set it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from mewayz_kit.egress import Egress
from mewayz_kit.mail import elastic_email, mailgun, sendgrid, ses
from mewayz_kit.mail.base import Provider
from mewayz_kit.mail.smtp import Smtp

DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
STARTTLS = {"always": True, "never": False}
FORMS = (
    "smtp://{user}:{password}@{host}:587?starttls=always|never, smtps://{user}:{password}@{host}:465, "
    "elastic-email://{key}@, sendgrid://{key}@, mailgun://{key}@/{domain}, ses://{id}:{secret}@{region}; "
    "those that are called by HTTP take ?base_url="
)


class Named(NamedTuple):
    """A provider, and the name by which mails and events know it."""

    name: str
    provider: Provider


def open_provider(url: str, *, egress: Egress, now: Callable[[], datetime]) -> Named:
    """The provider of a URL (`FORMS`). ValueError, which does not repeat the URL, for one that cannot be read."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if parts.scheme in DEFAULT_PORTS:
        return Named("smtp", open_smtp(parts))
    key, secret = unquote(parts.username or ""), unquote(parts.password or "")
    if not key or options.keys() - {"base_url"}:
        raise ValueError(f"use one of {FORMS}")
    return _by_http(parts, key, secret, options, egress, now)


def open_smtp(parts: SplitResult) -> Smtp:
    """An SMTP server, which may be on the private network: an operator names it."""
    options = dict(parse_qsl(parts.query))
    wanted = options.get("starttls")
    if not parts.hostname or options.keys() - {"starttls"} or wanted not in {None, *STARTTLS}:
        raise ValueError(f"use one of {FORMS}")
    return Smtp(
        host=parts.hostname,
        port=parts.port or DEFAULT_PORTS[parts.scheme],
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=parts.scheme == "smtps",
        starttls=False if parts.scheme == "smtps" else STARTTLS.get(wanted or ""),
    )


def _by_http(
    parts: SplitResult,
    key: str,
    secret: str,
    options: Mapping[str, str],
    egress: Egress,
    now: Callable[[], datetime],
) -> Named:
    base = options.get("base_url")
    match parts.scheme:
        case "elastic-email":
            return Named("elastic_email", elastic_email.ElasticEmail(egress, base or elastic_email.BASE_URL, key))
        case "sendgrid":
            return Named("sendgrid", sendgrid.SendGrid(egress, base or sendgrid.BASE_URL, key))
        case "mailgun" if domain := parts.path.strip("/"):
            return Named("mailgun", mailgun.Mailgun(egress, base or mailgun.BASE_URL, domain, key))
        case "ses" if secret and parts.hostname:
            url = base or ses.base_url(parts.hostname)
            return Named("ses", ses.Ses(egress, url, parts.hostname, key, secret, now))
    raise ValueError(f"use one of {FORMS}")
