"""Use-cases of onboarding programs."""

from collections.abc import Sequence
from uuid import UUID

from mewayz_crm.onboarding_programs import repository
from mewayz_crm.onboarding_programs.events import Imported, UserFact
from mewayz_crm.onboarding_programs.models import OnboardingProgram
from mewayz_crm.onboarding_programs.schemas import ProgramCreate, ProgramRead
from mewayz_kit.errors import NotFound, Unprocessable
from mewayz_kit.uow import UnitOfWork

programs = repository.programs


async def create(uow: UnitOfWork, data: ProgramCreate) -> ProgramRead:
    """Staff gives a segment to a workspace; 422 for one that is not there, 409 `segment_taken`."""
    try:
        await uow.runtime.tenants.get(data.workspace_id)
    except NotFound as error:
        raise Unprocessable.field("/workspace_id", "unknown_reference", "There is no such workspace.") from error
    async with uow.within(workspace_id=data.workspace_id):
        row = await programs.create(uow, OnboardingProgram(**data.model_dump(exclude={"workspace_id"})))
        return await programs.show_one(uow, row)


async def told_of(uow: UnitOfWork, person: UserFact) -> None:
    """Identity says something of a person: whoever has a program for them takes it in, in its own workspace."""
    from mewayz_crm.onboarding_programs.handlers import take_in  # it calls this module

    for program_id, workspace_id in await _programs_of(uow, person.segments):
        told = person.model_dump(include={"email", "name", "locale", "timezone"})
        job = Imported(program_id=program_id, user_id=person.id, verified=person.email_verified, **told)
        async with uow.within(workspace_id=workspace_id):
            uow.enqueue(take_in, job, key=f"{program_id}:{person.id}")


async def _programs_of(uow: UnitOfWork, segments: Sequence[str]) -> Sequence[tuple[UUID, UUID]]:
    return await repository.of_segments(uow, segments) if segments else []
