"""Lead forms as parts of templates."""

from typing import Any

from typing_extensions import override

from mewayz_crm.lead_forms import service
from mewayz_crm.lead_forms.models import LeadForm
from mewayz_crm.lead_forms.schemas import LeadFormCreate, LeadFormUpdate
from mewayz_kit.templates.parts import PART, PartType
from mewayz_kit.uow import UnitOfWork

LEAVES = ("name", "source", "mapping", "tags", "points", "task_subject", "create_deal")
FIXED = {"source", "form_id"}


class LeadFormParts(PartType):
    """What answers become, without lists, people, stages and origins, which every workspace has of its own. It takes no
    answers until it is made active. The form of `social` it belongs to is the part `form`, which another export has."""

    @override
    async def payload(self, uow: UnitOfWork, row: LeadForm) -> dict[str, Any]:
        return {name: getattr(row, name) for name in LEAVES} | {"form_id": {PART: "form"} if row.form_id else None}

    @override
    async def make(self, uow: UnitOfWork, payload: dict[str, Any]) -> LeadForm:
        return await service.create(uow, LeadFormCreate.model_validate({**payload, "active": False}))

    @override
    async def replace(self, uow: UnitOfWork, row: LeadForm, payload: dict[str, Any]) -> None:
        body = {name: value for name, value in payload.items() if name not in FIXED}
        await service.update(uow, row, LeadFormUpdate.model_validate(body))

    @override
    async def in_use(self, uow: UnitOfWork, row: LeadForm) -> bool:
        return row.active

    @override
    async def set_hidden(self, uow: UnitOfWork, row: LeadForm, hidden: bool) -> None:
        row.live = None if hidden else True
        await super().set_hidden(uow, row, hidden)


parts = LeadFormParts("lead_form", service.forms, feature="lead-forms")
