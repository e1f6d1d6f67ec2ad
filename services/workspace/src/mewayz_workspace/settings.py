"""Settings that only this service has."""

from pydantic import Field, SecretStr

from mewayz_kit.config import Settings


class WorkspaceSettings(Settings):
    """Mail, media and hosts, beyond what every service needs."""

    mail_url: SecretStr | None = Field(
        default=None,
        description="`local:` keeps mails in the mailbox of this service; `smtp://user:password@host:587` or "
        "`smtps://user:password@host:465` sends them. Absent: mails wait in the queue.",
    )
    mail_from: str = Field(
        default="Mewayz <no-reply@mewayz.invalid>", description="Sender of the platform's own mails."
    )
    scanner_url: str | None = Field(
        default=None,
        description="`clamd://host:3310` looks at every uploaded file. Absent: files show `scan: not_configured`.",
    )
    asset_url: str | None = Field(
        default=None, description="Origin that files are served from; absent: the public URL."
    )
    dns_servers: str = Field(
        default="",
        description="Name servers that hosts of workspaces are looked up at, `address` or `address:port`, by commas. "
        "Empty: those of the machine.",
    )
    domain_edge: str = Field(
        default="", description="Host name that hosts of workspaces must lead to; empty: that of the public URL."
    )
    domain_port: int = Field(default=443, ge=1, le=65535, description="Port at which those hosts answer by TLS.")
