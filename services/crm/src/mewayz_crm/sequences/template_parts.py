"""Sequences as parts of templates."""

from typing import Any
from uuid import UUID

from typing_extensions import override

from mewayz_crm.sequences import service
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.rules import ABOUT
from mewayz_crm.sequences.schemas import SequenceCreate, SequenceUpdate
from mewayz_kit.templates.parts import PartType, Ref
from mewayz_kit.uow import UnitOfWork

OWN = {"list_id", "sender_id"}
"""What a workspace gives a sequence before it activates it."""


class SequenceParts(PartType):
    """The steps with the mail templates they send, as a draft. What begins it is not tied to one list, segment or form;
    whatever else names a record of the workspace cannot leave."""

    @override
    async def payload(self, uow: UnitOfWork, row: Sequence) -> dict[str, Any]:
        shown = await service.sequences.show_one(uow, row)
        body = shown.model_dump(mode="json", include=SequenceCreate.model_fields.keys() - OWN)
        if ABOUT.get(row.trigger_event) != "tag":
            body["trigger"]["about"] = None
        for step in body["steps"]:
            if "template_id" in step:
                step["template_id"] = Ref("mail_template", UUID(step["template_id"]))
        return body

    @override
    async def make(self, uow: UnitOfWork, payload: dict[str, Any]) -> Sequence:
        return await service.create(uow, SequenceCreate.model_validate(payload))

    @override
    async def replace(self, uow: UnitOfWork, row: Sequence, payload: dict[str, Any]) -> None:
        patch = SequenceUpdate.model_validate({name: one for name, one in payload.items() if name != "kind"})
        if patch.trigger.event == row.trigger_event and patch.trigger.about is None:
            patch.trigger.about = row.trigger_about
        await service.update(uow, row, patch)

    @override
    async def in_use(self, uow: UnitOfWork, row: Sequence) -> bool:
        return row.state != "draft"

    @override
    async def remove(self, uow: UnitOfWork, row: Sequence) -> None:
        await service.delete(uow, row)


parts = SequenceParts("sequence", service.sequences, feature="sequences")
