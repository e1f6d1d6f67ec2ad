"""Settings that only this service has."""

from pydantic import Field, SecretStr, field_validator

from mewayz_crm.inbound_mail.mailbox import Mailbox
from mewayz_kit.config import Settings


class CrmEnvironment(Settings):
    """Mail of workspaces, beyond what every service needs."""

    mail_from: str = Field(
        default="Mewayz <no-reply@mewayz.invalid>",
        description="Address of mails that no sender of the workspace's own can send, under the workspace's name.",
    )
    crm_mail_url: SecretStr | None = Field(
        default=None,
        description="How mails of workspaces leave: `smtp://{user}:{password}@{host}:587`, `smtps://…`, "
        "`elastic-email://{key}@`, `sendgrid://{key}@`, `mailgun://{key}@/{domain}` or `ses://{id}:{secret}@{region}`. "
        "Absent or `local:`: into the mailbox of workspace, while workspace has one.",
    )
    crm_mails_per_hour: int = Field(
        default=0,
        ge=0,
        description="Most mails an hour that the provider is given by all workspaces together, in campaigns, sequences "
        "and messages. 0: no limit.",
    )
    dns_servers: str = Field(
        default="",
        description="Name servers that mail domains are looked up at, `address` or `address:port`, by commas. Empty: "
        "those of the machine.",
    )
    spf_host: str = Field(
        default="",
        description="Host name that SPF records of mail domains must include; empty: that of the public URL.",
    )
    crm_events_endpoint: SecretStr | None = Field(
        default=None,
        description="Random word in the addresses that mail providers report to, "
        "`/providers/{elastic_email|sendgrid|mailgun|ses}/events/{word}`. Absent or empty: nobody reports.",
    )
    crm_sendgrid_events_key: str = Field(
        default="", description="Public key of SendGrid's signed Event Webhook (base64), without which it is not heard."
    )
    crm_mailgun_events_key: SecretStr | None = Field(
        default=None, description="Mailgun's HTTP webhook signing key, without which it is not heard."
    )
    crm_ses_events_topic: str = Field(
        default="", description="ARN of the SNS topic that SES reports to, without which it is not heard."
    )
    crm_inbound_endpoint: SecretStr | None = Field(
        default=None,
        description="Random word in the address that raw incoming mail is posted to, `/inbound-mail/{word}`. Absent "
        "or empty: no mail comes in.",
    )
    crm_mailbox_url: SecretStr | None = Field(
        default=None,
        description="Mailbox to read incoming mail from every five minutes, beside or instead of what is posted: "
        "`imaps://{user}:{password}@{host}/{folder}`, or `imap://…`, which starts TLS unless `?starttls=never`. "
        "Nothing in it is changed. Absent or empty: none is read.",
    )
    crm_inbound_domain: str = Field(
        default="",
        description="Domain whose mail is posted there: bounces and unsubscriptions by mail are addressed to it. "
        "Empty: mails name no such addresses.",
    )
    crm_hcaptcha_url: str = Field(
        default="https://api.hcaptcha.com", description="Where captchas of hCaptcha are verified, `{url}/siteverify`."
    )
    crm_recaptcha_url: str = Field(
        default="https://www.google.com/recaptcha/api",
        description="The same of reCAPTCHA; `https://www.recaptcha.net/recaptcha/api` where Google is not reached.",
    )
    crm_turnstile_url: str = Field(
        default="https://challenges.cloudflare.com/turnstile/v0", description="The same of Turnstile."
    )

    @field_validator("crm_mailbox_url")
    @classmethod
    def _is_mailbox(cls, url: SecretStr | None) -> SecretStr | None:
        """Do not start with a mailbox that cannot be read."""
        if url is not None and url.get_secret_value():
            Mailbox.of(url.get_secret_value())
        return url


def environment_of(settings: Settings) -> CrmEnvironment:
    """The settings of this service."""
    if not isinstance(settings, CrmEnvironment):
        raise TypeError("the crm service needs its own settings")
    return settings
