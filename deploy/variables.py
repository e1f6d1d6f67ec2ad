"""The variables of docker-compose.yml: what each means, and how the secrets among them are made."""

import base64
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import SecretStr

from deploy.house import GATEWAY, VERSION, House
from mewayz_kit.client import workload_secret
from mewayz_kit.config import decode_key

MASTER = "MEWAYZ_IDENTITY_WORKLOAD_SECRET"
CRM = ("crm",)
Make = Callable[[Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Variable:
    """One line of `.env`. A secret is made when it is missing; the others have a value anybody may see. `services` are
    given it as a setting of the same name."""

    name: str
    meaning: str
    value: str = ""
    make: Make | None = None
    services: tuple[str, ...] = ()


def _password(_known: Mapping[str, str]) -> str:
    # Only letters, digits, - and _: it stands in URLs, SQL and JSON.
    return base64.urlsafe_b64encode(os.urandom(24)).decode()


MAIL = (
    Variable(
        "MEWAYZ_MAIL_URL",
        "`local:` keeps mails in the mailbox of workspace; smtp://user:password@host:587 sends them.",
        "local:",
        services=("workspace",),
    ),
    Variable(
        "MEWAYZ_CRM_MAIL_URL",
        "The same for the mails that workspaces send; also elastic-email://{key}@, sendgrid://{key}@, "
        "mailgun://{key}@/{domain} and ses://{id}:{secret}@{region}.",
        "local:",
        services=CRM,
    ),
    Variable(
        "MEWAYZ_MAIL_FROM",
        "Address of mails that no sender of a workspace sends.",
        "Mewayz <no-reply@mewayz.invalid>",
        services=("workspace", "crm"),
    ),
    Variable(
        "MEWAYZ_SPF_HOST",
        "Host that SPF records of mail domains include; empty: that of the public URL.",
        services=CRM,
    ),
    Variable(
        "MEWAYZ_CRM_EVENTS_ENDPOINT",
        "Word in the address that a mail provider reports to: "
        "{public URL}/providers/{elastic_email|sendgrid|mailgun|ses}/events/{word}.",
        make=_password,
        services=CRM,
    ),
    Variable(
        "MEWAYZ_CRM_SENDGRID_EVENTS_KEY",
        "Public key of SendGrid's signed Event Webhook, without which it is not heard.",
        services=CRM,
    ),
    Variable(
        "MEWAYZ_CRM_MAILGUN_EVENTS_KEY",
        "Mailgun's HTTP webhook signing key, without which it is not heard. Secret.",
        services=CRM,
    ),
    Variable(
        "MEWAYZ_CRM_SES_EVENTS_TOPIC",
        "ARN of the SNS topic that SES reports to, without which it is not heard.",
        services=CRM,
    ),
    Variable(
        "MEWAYZ_CRM_INBOUND_ENDPOINT",
        "Word in the address that raw incoming mail is posted to: {public URL}/inbound-mail/{word}.",
        make=_password,
        services=CRM,
    ),
    Variable(
        "MEWAYZ_CRM_INBOUND_DOMAIN",
        "Domain whose mail is posted there; empty: bounces and unsubscriptions do not come by mail.",
        services=CRM,
    ),
    Variable(
        "MEWAYZ_CRM_MAILBOX_URL",
        "Mailbox to read incoming mail from: imaps://{user}:{password}@{host}/{folder}. Secret; empty: none.",
        services=CRM,
    ),
    Variable(
        "MEWAYZ_CRM_MAILS_PER_HOUR",
        "Most mails an hour that the provider is given by all workspaces together; 0: as many as there are.",
        "0",
        services=CRM,
    ),
)
"""How mail leaves, and how what became of it comes back."""

CAPTCHAS = tuple(
    Variable(f"MEWAYZ_CRM_{name}_URL", f"Where captchas of {provider} are verified.", url, services=CRM)
    for name, provider, url in (
        ("HCAPTCHA", "hCaptcha", "https://api.hcaptcha.com"),
        ("RECAPTCHA", "reCAPTCHA", "https://www.google.com/recaptcha/api"),
        ("TURNSTILE", "Turnstile", "https://challenges.cloudflare.com/turnstile/v0"),
    )
)


def settings_of(service: str) -> dict[str, Variable]:
    """The variables that a service is given under their own names, by name."""
    return {variable.name: variable for variable in (*MAIL, *CAPTCHAS) if service in variable.services}


def variables(house: House) -> Iterator[Variable]:
    """Every variable, those that others derive from first."""
    yield Variable(
        "MEWAYZ_PUBLIC_URL", "Where people reach the product; links in mails use it.", "http://127.0.0.1:8080"
    )
    yield Variable("MEWAYZ_PUBLISHED_PORT", "Port of this machine on which the gateway answers.", "8080")
    yield from (*MAIL, *CAPTCHAS)
    yield Variable("MEWAYZ_LOG_LEVEL", "DEBUG, INFO, WARNING or ERROR.", "INFO")
    yield Variable("MEWAYZ_VERSION", "Tag of the images.", VERSION)
    yield Variable("MYSQL_ROOT_PASSWORD", "Administrator of MySQL; no service uses it.", make=_password)
    yield Variable("MEWAYZ_GATEWAY_SECRET_KEY", "Ed25519 seed of internal tokens: 32 bytes, base64url.", make=_key)
    yield Variable(MASTER, "Master from which identity knows every service: 32 bytes, base64url.", make=_key)
    for service in house.services:
        prefix = service.upper()
        yield Variable(f"MEWAYZ_{prefix}_SECRET_KEY", f"Keyed hashes and stored secrets of {service}.", make=_key)
        if f"MEWAYZ_{prefix}_WORKLOAD_SECRET" != MASTER:
            meaning = f"Proves to identity that it is {service}; follows from the master."
            yield Variable(f"MEWAYZ_{prefix}_WORKLOAD_SECRET", meaning, make=_workload(service))
        yield Variable(mysql_password(service), f"MySQL user of {service}.", make=_password)
    for user in (GATEWAY, *house.services):
        yield Variable(rabbitmq_password(user), f"RabbitMQ user of {user}.", make=_password)


def mysql_password(service: str) -> str:
    """Name of the variable that holds it."""
    return f"MYSQL_{service.upper()}_SERVICE_PASSWORD"


def rabbitmq_password(user: str) -> str:
    """Name of the variable that holds it."""
    return f"RABBITMQ_{user.upper()}_SERVICE_PASSWORD"


def example(house: House) -> str:
    """The text of `.env.example`: every variable with its meaning, and no secret."""
    lines = [
        "# Variables of docker-compose.yml. `make env` writes .env with these values and fresh secrets; what is there",
        "# stays. Whoever can read .env can act as any service.",
        "",
    ]
    for variable in variables(house):
        lines += [f"# {variable.meaning}{' Secret.' if variable.make else ''}", f"{variable.name}={variable.value}", ""]
    return "\n".join(lines)


def _key(_known: Mapping[str, str]) -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def _workload(service: str) -> Make:
    def make(known: Mapping[str, str]) -> str:
        derived = workload_secret(decode_key(SecretStr(known[MASTER])), service)
        return base64.urlsafe_b64encode(derived).decode()

    return make
