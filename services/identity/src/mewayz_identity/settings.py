"""Settings of identity beyond those every service has (`MEWAYZ_IDENTITY_…`)."""

from typing import Literal

from pydantic import Field

from mewayz_kit.config import Settings

SERVICES = (
    "identity",
    "workspace",
    "social",
    "crm",
    "commerce",
    "courses",
    "bookings",
    "finance",
    "ai",
    "marketplace",
    "analytics",
)
"""Every service there can be (architecture §1): each of them may hold something of a person."""


class IdentitySettings(Settings):
    """`workload_secret` is here the master secret from which the workload secret of every service is derived."""

    registration: Literal["instant", "verify_first", "closed"] = Field(
        default="instant", description="Tokens at once · only after the address is proven · nobody may register."
    )
    denied_email_domains: tuple[str, ...] = Field(default=(), description="Mail domains that cannot register.")
    allowed_origins: tuple[str, ...] = Field(
        default=(), description="Further web origins that may use the refresh cookie."
    )
    social_redirects: tuple[str, ...] = Field(
        default=(),
        description="Exact addresses that people come back to from a social sign-in, beside our page `/social-login`.",
    )
    refresh_grace_seconds: int = Field(
        default=20, ge=0, le=60, description="How long a rotated refresh token still answers its successor."
    )
    password_min_length: int = Field(default=10, ge=10, le=64, description="Shortest new password, in characters.")
    session_idle_days: int = Field(default=30, ge=1, le=90)
    session_absolute_days: int = Field(default=90, ge=1, le=365)
    staff_idle_minutes: int = Field(default=30, ge=5, le=480)
    staff_absolute_hours: int = Field(default=12, ge=1, le=24)
    signing_key_days: int = Field(default=30, ge=1, le=365, description="Age at which a signing key is replaced.")
    failures_per_account: int = Field(default=10, ge=3, le=100, description="Wrong proofs per 15 minutes.")
    failures_per_ip: int = Field(default=100, ge=10, le=10_000, description="Wrong proofs per 15 minutes.")
    mfa_required_of: Literal["staff", "everybody"] = Field(
        default="staff", description="Who must have a second factor; a workspace may demand it of its members."
    )
    trusted_device_days: int = Field(default=30, ge=0, le=30, description="Life of a device's trust; 0: never.")
    staff_allowed_ips: tuple[str, ...] = Field(
        default=(), description="Networks from which staff may work; empty: from everywhere."
    )
    breach_url: str | None = Field(
        default=None,
        description="Base URL of a k-anonymous register of breached passwords, such as "
        "https://api.pwnedpasswords.com; absent: not asked.",
    )
    hash_threads: int = Field(default=4, ge=1, le=64, description="Passwords hashed at the same time.")
    hash_wait_seconds: float = Field(default=5, gt=0, le=30, description="How long a sign-in waits for its turn.")
    security_log_days: int = Field(default=365, ge=90, le=3650)
    erasure_grace_days: int = Field(default=14, ge=1, le=60, description="Days between the wish to go and the run.")
    services: tuple[str, ...] = Field(
        default=SERVICES,
        description="The services of this house: each must answer before an export is ready or an erasure complete.",
    )
