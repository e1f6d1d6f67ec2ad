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
