"""Mail templates as parts of templates."""

from typing import Any

from typing_extensions import override

from mewayz_crm.campaigns import service as campaigns
from mewayz_crm.mail_templates import service
from mewayz_crm.mail_templates.models import MailTemplate
from mewayz_crm.mail_templates.schemas import MailTemplateCreate, MailTemplateUpdate
from mewayz_crm.sequences import service as sequences
from mewayz_kit.errors import Conflict
from mewayz_kit.templates.parts import PartType, Ref
from mewayz_kit.uow import UnitOfWork


class MailTemplateParts(PartType):
    """The words as they are edited, and the layout as a part of its own. The key may be another one here."""

    @override
    async def payload(self, uow: UnitOfWork, row: MailTemplate) -> dict[str, Any]:
        words = {name: getattr(row, name) for name in service.PARTS}
        return words | {"layout_id": Ref(self.type, row.layout_id) if row.layout_id else None}

    @override
    async def make(self, uow: UnitOfWork, payload: dict[str, Any]) -> MailTemplate:
        data = MailTemplateCreate.model_validate(payload)
        return await service.create(uow, data.model_copy(update={"key": await service.free_key(uow, data.key)}))

    @override
    async def replace(self, uow: UnitOfWork, row: MailTemplate, payload: dict[str, Any]) -> None:
        words = {name: value for name, value in payload.items() if name != "key"}
        await service.update(uow, row, MailTemplateUpdate.model_validate(words))

    @override
    async def in_use(self, uow: UnitOfWork, row: MailTemplate) -> bool:
        return await self._is_sent(uow, row, drafts=False)

    @override
    async def remove(self, uow: UnitOfWork, row: MailTemplate) -> None:
        if await self._is_sent(uow, row, drafts=True):
            raise Conflict("template_in_use", "A campaign or a sequence sends this template.")
        await service.delete(uow, row)

    @override
    async def set_hidden(self, uow: UnitOfWork, row: MailTemplate, hidden: bool) -> None:
        if not hidden:  # somebody may have taken the key meanwhile
            row.key = await service.free_key(uow, row.key)
        row.live = None if hidden else True
        await super().set_hidden(uow, row, hidden)

    @staticmethod
    async def _is_sent(uow: UnitOfWork, row: MailTemplate, *, drafts: bool) -> bool:
        by_campaign = await campaigns.sending(uow, row.id, drafts=drafts)
        return by_campaign or await sequences.sending(uow, row.id, drafts=drafts)


parts = MailTemplateParts("mail_template", service.templates, feature="contacts")
