"""Routes of sequence templates."""

from typing import Annotated

from fastapi import Path, Response

from mewayz_crm.sequences import service as sequences
from mewayz_crm.sequences.schemas import SequenceRead
from mewayz_crm.sequences.templates import service
from mewayz_crm.sequences.templates.schemas import SequenceTemplates, UseTemplate
from mewayz_kit.answers import record_answer
from mewayz_kit.auth import Uow, require
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

router = new_router("crm/sequence-templates")
Key = Annotated[str, Path(description="Key of the template.", examples=["welcome"])]


@router.get("")
async def read(
    p: Annotated[Principal, require("crm.sequences:read", feature="sequences")], uow: Uow
) -> SequenceTemplates:
    """Sequences to begin with, in the language of the workspace: welcome, abandoned cart, re-engagement, booking
    follow-up."""
    return await service.every(uow)


@router.post("/{key}/use", status_code=201, response_model=SequenceRead)
async def use(
    key: Key, data: UseTemplate, p: Annotated[Principal, require("crm.sequences:write", feature="sequences")], uow: Uow
) -> Response:
    """Make a draft of a template, with mail templates of its own for what it sends; all can be changed."""
    row = await service.use(uow, key, data)
    location = f"/api/v1/crm/sequences/{row.id}"
    return record_answer(await sequences.sequences.show_one(uow, row), 201, {"Location": location})
