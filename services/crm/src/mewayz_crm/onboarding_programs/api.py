"""Routes of onboarding programs: staff makes one for a workspace, whose members look after it."""

from typing import Annotated

from fastapi import Response

from mewayz_crm.onboarding_programs import service
from mewayz_crm.onboarding_programs.schemas import ProgramCreate, ProgramRead, ProgramUpdate
from mewayz_kit.answers import record_answer
from mewayz_kit.auth import Uow, staff
from mewayz_kit.resource import Resource
from mewayz_kit.route import new_router
from mewayz_kit.tokens import Principal

onboarding_programs = Resource(
    "crm/onboarding-programs",
    service.programs,
    update=ProgramUpdate,
    permission="crm.onboarding_programs",
    feature="contacts",
    search=("name",),
    filter=("name", "segment", "active", "created_at"),
    sort=("created_at", "name"),
    verbs=("list", "get", "update", "delete", "export"),
)
router = onboarding_programs.router
for_staff = new_router("crm/admin/onboarding-programs", tag="onboarding_programs_admin")


@for_staff.post("", status_code=201, response_model=ProgramRead)
async def create(data: ProgramCreate, p: Annotated[Principal, staff("platform.users:write")], uow: Uow) -> Response:
    """Give the people of a segment to a workspace, before they are imported: it gets them as contacts, by name and
    address. 409 `segment_taken` for a segment that a program has."""
    shown = await service.create(uow, data)
    return record_answer(shown, 201, {"Location": f"/api/v1/crm/onboarding-programs/{shown.id}"})
