"""Bodies of platform settings: their meaning, units and limits."""

from datetime import datetime
from ipaddress import ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from mewayz_kit.schema import Input, Output


def _network(text: str) -> str:
    return str(ip_network(text, strict=False))


def _domain(text: str) -> str:
    return text.strip().lower().removeprefix("@")


Network = Annotated[str, AfterValidator(_network), Field(max_length=50, examples=["203.0.113.0/24"])]
Domain = Annotated[str, AfterValidator(_domain), Field(min_length=3, max_length=253, examples=["example.net"])]
Registration = Annotated[
    Literal["instant", "verify_first", "closed"],
    Field(description="Tokens at once · only after the address is proven · nobody may register."),
]
Domains = Annotated[list[Domain], Field(max_length=1000, description="Mail domains that cannot register.")]
MinLength = Annotated[int, Field(ge=10, le=64, description="Shortest new password, in characters.")]
Grace = Annotated[int, Field(ge=0, le=60, description="How long a rotated refresh token answers its successor.")]
IdleDays = Annotated[int, Field(ge=1, le=90, description="A session ends after so many days without use.")]
AbsoluteDays = Annotated[int, Field(ge=1, le=365, description="A session ends after so many days in any case.")]
StaffIdle = Annotated[int, Field(ge=5, le=480, description="The same for staff, in minutes.")]
StaffAbsolute = Annotated[int, Field(ge=1, le=24, description="The same for staff, in hours.")]
KeyDays = Annotated[int, Field(ge=1, le=365, description="Age at which a signing key is replaced.")]
AccountFailures = Annotated[int, Field(ge=3, le=100, description="Wrong proofs per account in 15 minutes.")]
IpFailures = Annotated[int, Field(ge=10, le=10_000, description="Wrong proofs per address in 15 minutes.")]
MfaRequiredOf = Annotated[
    Literal["staff", "everybody"],
    Field(description="Who must have a second factor; a workspace may demand it of its members."),
]
TrustDays = Annotated[
    int, Field(ge=0, le=30, description="How long a trusted device may skip the second factor; 0: never.")
]
StaffIps = Annotated[
    list[Network], Field(max_length=100, description="Networks from which staff may work; empty: from everywhere.")
]
LogDays = Annotated[int, Field(ge=90, le=3650, description="How long the security log is kept.")]
EraseDays = Annotated[int, Field(ge=1, le=60, description="Days between the wish to go and the run.")]


class Policy(Output):
    """What holds now."""

    registration: Registration
    denied_email_domains: Domains
    password_min_length: MinLength
    refresh_grace_seconds: Grace
    session_idle_days: IdleDays
    session_absolute_days: AbsoluteDays
    staff_idle_minutes: StaffIdle
    staff_absolute_hours: StaffAbsolute
    signing_key_days: KeyDays
    failures_per_account: AccountFailures
    failures_per_ip: IpFailures
    mfa_required_of: MfaRequiredOf
    trusted_device_days: TrustDays
    staff_allowed_ips: StaffIps
    security_log_days: LogDays
    erasure_grace_days: EraseDays


class SettingsRead(Policy):
    """The settings, and which of them staff has changed."""

    changed: Annotated[list[str], Field(description="Settings that differ from what the processes start with.")]
    as_of: datetime


class SettingsUpdate(Input):
    """Changes (JSON Merge Patch); null goes back to what the processes start with."""

    registration: Registration | None = None
    denied_email_domains: Domains | None = None
    password_min_length: MinLength | None = None
    refresh_grace_seconds: Grace | None = None
    session_idle_days: IdleDays | None = None
    session_absolute_days: AbsoluteDays | None = None
    staff_idle_minutes: StaffIdle | None = None
    staff_absolute_hours: StaffAbsolute | None = None
    signing_key_days: KeyDays | None = None
    failures_per_account: AccountFailures | None = None
    failures_per_ip: IpFailures | None = None
    mfa_required_of: MfaRequiredOf | None = None
    trusted_device_days: TrustDays | None = None
    staff_allowed_ips: StaffIps | None = None
    security_log_days: LogDays | None = None
    erasure_grace_days: EraseDays | None = None
