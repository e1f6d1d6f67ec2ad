"""Settings of a process, from the environment (`MEWAYZ_…`), from `.env`-style files, or from secret files.

Every secret may also be given as a file: a directory of files named like the variables, in `MEWAYZ_SECRETS_DIR`.
There is no default secret: a process without one does not start.
"""

import base64
import os
from typing import Any, TypeVar

import orjson
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What every service process needs. A service with settings of its own inherits from this class."""

    model_config = SettingsConfigDict(
        env_prefix="MEWAYZ_", extra="ignore", secrets_dir=os.environ.get("MEWAYZ_SECRETS_DIR"), frozen=True
    )

    database_url: SecretStr = Field(description="SQLAlchemy URL; `{service}` becomes the service's name.")
    database_pool: int = Field(default=10, ge=1, le=200, description="Connections kept per engine.")
    amqp_url: SecretStr | None = Field(default=None, description="RabbitMQ URL; absent in one process.")
    amqp_prefix: str = Field(default="", description="Begins the names of exchanges and queues on a shared broker.")
    services: tuple[str, ...] = Field(
        default=(), description="The services of this house: none sends an event before each of them can hear it."
    )
    secret_key: SecretStr = Field(description="32 random bytes, base64url: keyed hashes and stored secrets.")
    workload_secret: SecretStr = Field(description="Proves to identity which service this is; base64url.")
    service_url_template: str = Field(default="http://{service}:8000", description="Where the other services answer.")
    service_urls: dict[str, str] = Field(default={}, description="Services that answer elsewhere, by name.")
    gateway_url: str = Field(default="http://gateway:8080", description="Where the gateway answers inside.")
    public_url: str = Field(
        default="http://127.0.0.1:8080", description="Where people reach the product; links in mails use it."
    )
    files_url: str = Field(
        default="file:///var/lib/mewayz/files",
        description="Private file store: `file:///path` or `s3://bucket?endpoint=…`.",
    )
    host: str = "0.0.0.0"  # noqa: S104 - inside a container; the network policy is the guard
    port: int = Field(default=8000, ge=0, le=65535)
    replay_days: int = Field(
        default=7,
        ge=1,
        description="Days for which sent events can be replayed. The same in every service: handled ones are known "
        "twice as long, so that a replay repeats nothing.",
    )
    runner_lanes: int = Field(default=4, ge=1, le=64, description="Messages handled at the same time.")
    otlp_endpoint: str | None = Field(default=None, description="OTLP/HTTP collector; absent: no export.")
    trace_ratio: float = Field(default=0.01, ge=0, le=1, description="Share of requests that are traced.")
    egress_allow: str = Field(
        default="", description="Private hosts and CIDRs that calls to outside addresses may reach, by commas."
    )
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    clock: str | None = Field(default=None, description="`module:Class` of another clock; for tests only.")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(decode_key(value)) < 32:
            raise ValueError("needs 32 random bytes in base64url; `make env` makes them")
        return value

    def redacted(self) -> dict[str, Any]:
        """The effective settings without secrets, for `/internal/config`."""
        return {name: "**********" if isinstance(value, SecretStr) else value for name, value in dict(self).items()}

    def url_of(self, callee: str) -> str:
        """Where another service, or the gateway, answers."""
        if callee == "gateway":
            return self.gateway_url
        return self.service_urls.get(callee) or self.service_url_template.replace("{service}", callee)


def decode_key(secret: SecretStr) -> bytes:
    """The bytes of a base64url secret, with or without padding."""
    text = secret.get_secret_value()
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class ConfigurationError(SystemExit):
    """The process cannot start; the message is one sentence an operator can act on."""

    def __init__(self, sentence: str) -> None:
        super().__init__(f"mewayz: {sentence}")


Loaded = TypeVar("Loaded", bound=Settings)


def load_settings(cls: type[Loaded], service: str) -> Loaded:
    """The settings of one service, or `ConfigurationError` naming what is missing or wrong.

    `MEWAYZ_CRM_SECRET_KEY` is meant for crm alone and wins over `MEWAYZ_SECRET_KEY`.
    """
    prefix = f"MEWAYZ_{service.upper()}_"
    own = {name.removeprefix(prefix).lower(): value for name, value in os.environ.items() if name.startswith(prefix)}
    try:
        return cls(**{name: _parsed(cls, name, text) for name, text in own.items() if name in cls.model_fields})
    except ValidationError as error:
        problems = "; ".join(
            f"MEWAYZ_{'_'.join(str(part) for part in item['loc']).upper()} {_say(item)}"
            for item in error.errors(include_url=False, include_input=False)
        )
        raise ConfigurationError(f"settings are not complete: {problems}.") from None


def _parsed(cls: type[Settings], name: str, text: str) -> Any:
    """What pydantic-settings does with its own variables: lists and mappings are JSON."""
    is_text = cls.model_fields[name].annotation in {str, SecretStr, str | None, SecretStr | None}
    return text if is_text or text[:1] not in "[{" else orjson.loads(text)


def _say(item: Any) -> str:
    return "is missing" if item["type"] == "missing" else f"is wrong ({item['msg']})"
