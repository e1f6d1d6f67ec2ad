"""Table of consents."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, list_index
from mewayz_kit.models import Entity
from mewayz_kit.tenancy import WorkspaceScoped


class Consent(WorkspaceScoped, Entity, Base, table=True):
    """One yes or no. `address` is in its comparable form, NULL once the person was erased; the keyed hash still tells
    whether a given address was meant. `ip_print` is a keyed hash. No route and no use-case changes a line."""

    __tablename__ = "consents"
    __table_args__ = (
        sa.Index("ix_consents_address_print", "workspace_id", "address_print", "id"),
        list_index("consents", "address"),
        list_index("consents", "list_id"),
    )

    address: str | None = Field(default=None, max_length=254)
    address_print: bytes = Field(sa_type=sa.BINARY(32))
    list_id: UUID | None = None
    purpose: str | None = Field(default=None, max_length=120)
    action: str = Field(max_length=10)
    wording_version: int | None = None
    method: str = Field(max_length=24)
    ip_print: bytes | None = Field(default=None, sa_type=sa.BINARY(32), nullable=True)
    actor: str | None = Field(default=None, max_length=60)
