"""Settings of the gateway, from the environment (`MEWAYZ_GATEWAY_…`), or from secret files.

What it shares with the services (public URL, broker, where services answer, telemetry) has the shared names
(`MEWAYZ_PUBLIC_URL`). There is no default secret: without a signing key the gateway does not start.
"""

import os
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import OKPKey
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from mewayz_kit.config import ConfigurationError, decode_key

PREFIX = "MEWAYZ_GATEWAY_"
Network = IPv4Network | IPv6Network


def shared(name: str, default: Any, description: str = "") -> Any:
    """A setting that the services have too, under its shared name."""
    return Field(
        default=default,
        validation_alias=AliasChoices(f"MEWAYZ_{name.upper()}", f"{PREFIX}{name.upper()}"),
        description=description,
    )


class GatewaySettings(BaseSettings):
    """What the gateway needs to know. Rates are requests per minute, sizes bytes, times seconds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        extra="ignore",
        secrets_dir=os.environ.get("MEWAYZ_SECRETS_DIR"),
        frozen=True,
        populate_by_name=True,
    )

    secret_key: SecretStr = Field(description="Ed25519 seed of the internal-token key: 32 bytes, base64url.")
    host: str = "0.0.0.0"  # noqa: S104 - it is the public door
    port: int = Field(default=8080, ge=0, le=65535)
    routes_file: Path = Field(default=Path("contracts/routes.json"), description="What may be routed.")
    openapi_file: Path = Field(
        default=Path("contracts/openapi/mewayz.json"), description="The merged public API document."
    )
    web_dir: Path | None = Field(default=None, description="Built files of the web app; absent: a short page.")
    redis_url: SecretStr | None = Field(
        default=None, description="`redis://…` shares rate limits between replicas; absent: each counts alone."
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=(), description="Networks (CIDR) whose `X-Forwarded-For` is believed."
    )
    hosts: tuple[str, ...] = Field(
        default=(), description="Host names of the platform beside that of the public URL; others belong to workspaces."
    )
    cors_origins: tuple[str, ...] = Field(
        default=(), description="Other origins whose pages may call the API, such as `https://app.example.com`."
    )
    rate_default: int = Field(default=600, ge=1, description="Per principal and workspace.")
    rate_auth: int = Field(default=30, ge=1, description="Logins and the like, per address.")
    rate_upload: int = Field(default=60, ge=1, description="Per principal and workspace.")
    rate_public: int = Field(default=120, ge=1, description="Public routes, per address.")
    rate_denied: int = Field(default=60, ge=1, description="Unknown API keys and tickets tried, per address.")
    max_headers: int = Field(default=100, ge=10)
    max_header_bytes: int = Field(default=32_768, ge=4096)
    max_in_flight: int = Field(default=256, ge=1, description="Requests at one service at the same time.")
    max_streams: int = Field(default=2048, ge=1, description="Streams and sockets at one service at once.")
    breaker_failures: int = Field(default=5, ge=1, description="Failures in a row that stop the asking.")
    breaker_seconds: float = Field(default=5.0, gt=0, description="How long a failing service is left alone.")
    connect_timeout: float = Field(default=2.0, gt=0)
    idle_timeout: float = Field(default=60.0, gt=0, description="Silence allowed inside an answer's body.")
    access_log: bool = Field(default=True, description="One line per request.")

    public_url: str = shared("public_url", "http://127.0.0.1:8080", "Issuer of access tokens; own origin.")
    amqp_url: SecretStr | None = shared("amqp_url", None, "RabbitMQ URL; absent in one process.")
    amqp_prefix: str = shared("amqp_prefix", "", "Begins the names of exchanges on a shared broker.")
    service_url_template: str = shared("service_url_template", "http://{service}:8000")
    service_urls: dict[str, str] = shared("service_urls", {}, "Services that answer elsewhere, by name.")
    otlp_endpoint: str | None = shared("otlp_endpoint", None)
    trace_ratio: float = shared("trace_ratio", 0.01)
    log_level: str = shared("log_level", "INFO")
    clock: str | None = shared("clock", None, "`module:Class` of another clock; for tests only.")

    @field_validator("secret_key")
    @classmethod
    def _is_seed(cls, value: SecretStr) -> SecretStr:
        if len(decode_key(value)) != 32:
            raise ValueError("needs exactly 32 random bytes in base64url; `make env` makes them")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for text in value:
            ip_network(text)
        return value

    @cached_property
    def proxy_networks(self) -> tuple[Network, ...]:
        """The networks of `trusted_proxies`."""
        return tuple(ip_network(text) for text in self.trusted_proxies)

    def url_of(self, service: str) -> str:
        """Where a service answers."""
        return self.service_urls.get(service) or self.service_url_template.replace("{service}", service)

    def signing_key(self) -> OKPKey:
        """The private key of internal tokens."""
        private = Ed25519PrivateKey.from_private_bytes(decode_key(self.secret_key))
        return OKPKey.import_key(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def load_gateway_settings() -> GatewaySettings:
    """The settings of this process, or `ConfigurationError` naming what is missing or wrong."""
    try:
        return GatewaySettings()
    except ValidationError as error:
        problems = "; ".join(
            f"{_variable(item['loc'])} {'is missing' if item['type'] == 'missing' else item['msg']}"
            for item in error.errors(include_url=False, include_input=False)
        )
        raise ConfigurationError(f"settings are not complete: {problems}.") from None


def _variable(location: tuple[int | str, ...]) -> str:
    name = str(location[0]).upper()
    return name if name.startswith("MEWAYZ_") else PREFIX + name
