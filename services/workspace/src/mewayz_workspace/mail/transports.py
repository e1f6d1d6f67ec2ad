"""Where mails go: the provider that staff has switched on, or else what the operator has set."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from mewayz_kit.config import ConfigurationError
from mewayz_kit.mail import elastic_email, mailgun, sendgrid, ses
from mewayz_kit.mail.base import Provider
from mewayz_kit.mail.smtp import Smtp
from mewayz_kit.mail.urls import DEFAULT_PORTS, open_smtp
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.integrations import service as integrations
from mewayz_workspace.settings import WorkspaceSettings

NOT_CONFIGURED = "provider_not_configured"


@dataclass(frozen=True, slots=True)
class LocalMailbox:
    """The mailbox in this service's own tables: mails are kept, and staff and operators read them."""


@dataclass(frozen=True, slots=True)
class Transport:
    """How mails leave now: the name that is shown, the way, and the sender they carry."""

    name: str
    way: Provider | LocalMailbox
    sender: str

    @property
    def is_local(self) -> bool:
        """Whether mails end in the mailbox of this service."""
        return isinstance(self.way, LocalMailbox)


async def transport_of(uow: UnitOfWork) -> Transport | None:
    """The transport that holds now; None when there is none."""
    settings = settings_of(uow.runtime)
    chosen = await integrations.active(uow, "mail")
    if chosen is not None:
        way = build(uow.runtime, chosen.provider, chosen.base_url, chosen.options, chosen.secrets)
        return Transport(chosen.provider, way, str(chosen.options.get("sender") or settings.mail_from))
    own = open_transport(settings.mail_url.get_secret_value() if settings.mail_url else None)
    if own is None:
        return None
    return Transport("local" if isinstance(own, LocalMailbox) else "smtp", own, settings.mail_from)


async def transport_name(uow: UnitOfWork) -> str:
    """`local`, the provider, or `provider_not_configured`."""
    found = await transport_of(uow)
    return NOT_CONFIGURED if found is None else found.name


def build(
    runtime: Runtime, provider: str, base_url: str | None, options: Mapping[str, Any], secrets: Mapping[str, str]
) -> Provider:
    """The adapter of a provider with its settings, which were checked when they were stored."""
    egress = runtime.egress
    match provider:
        case "elastic_email":
            return elastic_email.ElasticEmail(egress, base_url or elastic_email.BASE_URL, secrets["api_key"])
        case "sendgrid":
            return sendgrid.SendGrid(egress, base_url or sendgrid.BASE_URL, secrets["api_key"])
        case "mailgun":
            return mailgun.Mailgun(egress, base_url or mailgun.BASE_URL, options["domain"], secrets["api_key"])
        case "ses":
            url = base_url or ses.base_url(options["region"])
            keys = (secrets["access_key_id"], secrets["secret_access_key"])
            return ses.Ses(egress, url, options["region"], *keys, runtime.clock.now)
    security = options.get("security", "starttls")
    return Smtp(
        host=options["host"],
        port=int(options.get("port") or DEFAULT_PORTS["smtps" if security == "tls" else "smtp"]),
        username=options.get("username"),
        password=secrets.get("password"),
        tls=security == "tls",
        starttls={"starttls": True, "none": False}.get(security, False),
        egress=egress,
    )


def open_transport(url: str | None) -> Smtp | LocalMailbox | None:
    """The transport of `MEWAYZ_MAIL_URL`; None when there is none."""
    if url is None:
        return None
    parts = urlsplit(url)
    if parts.scheme == "local":
        return LocalMailbox()
    with suppress(ValueError):
        if parts.scheme in DEFAULT_PORTS:
            return open_smtp(parts)
    raise ConfigurationError(
        "MEWAYZ_MAIL_URL is wrong: use local:, smtp://user:password@host:587?starttls=always|never "
        "or smtps://user:password@host:465"
    )


def settings_of(runtime: Runtime) -> WorkspaceSettings:
    """The settings of this service."""
    settings = runtime.settings
    if not isinstance(settings, WorkspaceSettings):
        raise TypeError("the workspace service needs its own settings")
    return settings
