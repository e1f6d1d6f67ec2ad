"""Stored mail templates: a deleted one frees its key, a restored one takes it again."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col
from typing_extensions import override

from mewayz_crm.mail_templates.models import MailTemplate
from mewayz_crm.mail_templates.schemas import MailTemplateRead
from mewayz_kit.records import Records
from mewayz_kit.uow import UnitOfWork


class Templates(Records[MailTemplate, MailTemplateRead]):
    """Templates whose key is unique among live ones."""

    @override
    async def delete(self, uow: UnitOfWork, row: MailTemplate) -> None:
        """Free the key."""
        row.live = None
        await super().delete(uow, row)

    @override
    async def restore(self, uow: UnitOfWork, record_id: UUID) -> MailTemplate:
        """Take the key again: 409 `template_key_taken` if another one has it since."""
        row = await uow.scalar(sa.select(MailTemplate).where(col(MailTemplate.id) == record_id).with_for_update())
        if row is not None and row.deleted_at is not None:
            row.live = True
        return await super().restore(uow, record_id)


templates = Templates(MailTemplate, MailTemplateRead, entity="mail_template", limit="crm.mail_templates")
