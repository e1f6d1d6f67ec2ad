"""Settings that only this service has."""

from pydantic import Field, SecretStr

from mewayz_kit.config import Settings


class WorkspaceSettings(Settings):
    """Mail and media, beyond what every service needs."""

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
