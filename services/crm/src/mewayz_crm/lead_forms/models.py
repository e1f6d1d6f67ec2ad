"""Table of lead forms."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Field

from mewayz_crm.base import Base, sort_index, stays
from mewayz_kit.models import Entity, SoftDelete
from mewayz_kit.tenancy import WorkspaceScoped
from mewayz_kit.types import Json


class LeadForm(WorkspaceScoped, SoftDelete, Entity, Base, table=True):
    """What becomes of the answers of one form. `mapping` leads from the key of an answer to the field of a contact.

    `form_id` is the form of `social` whose submissions it takes; `live` is NULL when it is deleted, so that there is
    one mapping per form. `key` is in the address of an API form; it is public, and no secret. `captcha_secret` is
    sealed.
    """

    __tablename__ = "lead_forms"
    __table_args__ = (
        sa.UniqueConstraint(
            "workspace_id",
            "form_id",
            "live",
            name="uq_lead_forms_form",
            info={"problem": ("form_taken", "This form has a lead form already.")},
        ),
        sa.UniqueConstraint("key", name="uq_lead_forms_key"),
        sort_index("lead_forms", "name"),
    )

    name: str = Field(max_length=120)
    source: str = Field(max_length=12)
    form_id: UUID | None = stays("a form of social")
    key: str | None = Field(default=None, max_length=40)
    active: bool = True
    mapping: dict[str, str] = Field(default_factory=dict, sa_type=Json, nullable=False)
    list_ids: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    tags: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    owner_id: UUID | None = None
    points: int = 0
    task_subject: str | None = Field(default=None, max_length=300)
    create_deal: bool = False
    pipeline_id: UUID | None = Field(default=None, foreign_key="pipelines.id", ondelete="SET NULL")
    stage_id: UUID | None = Field(default=None, foreign_key="stages.id", ondelete="SET NULL")
    allowed_origins: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    captcha: str | None = Field(default=None, max_length=12)
    captcha_site_key: str | None = Field(default=None, max_length=200)
    captcha_secret: bytes | None = Field(default=None, sa_type=sa.LargeBinary)
    magnet_id: UUID | None = Field(default=None, foreign_key="lead_magnets.id", ondelete="SET NULL")
    live: bool | None = Field(default=True, nullable=True)
