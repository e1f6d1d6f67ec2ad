"""Table of mail domains."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class MailDomain(WorkspaceScoped, Entity, Base, table=True):
    """A domain with its DKIM key pair. The private key (PKCS #8, DER) is sealed; the public one stands in DNS. The
    `…_found` columns are what the last check that was answered saw; `failures` counts daily checks in a row that
    missed something. `throttle_per_hour`: most mails of one hour from its addresses, evenly; NULL: no limit."""

    __tablename__ = "mail_domains"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "domain",
            name="uq_mail_domains_domain",
            info={"problem": ("domain_exists", "This domain is here already.")},
        ),
    )

    domain: str = Field(max_length=253)
    selector: str = Field(max_length=63)
    public_key: str = Field(max_length=600)
    sealed_private_key: bytes = Field(sa_type=sa.LargeBinary)
    throttle_per_hour: int | None = None
    state: str = Field(default="pending", max_length=8)
    spf_found: bool | None = None
    dkim_found: bool | None = None
    dmarc_found: bool | None = None
    failures: int = 0
    checked_at: datetime | None = None
    verified_at: datetime | None = None
