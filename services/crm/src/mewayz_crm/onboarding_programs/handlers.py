"""What moves people through their onboarding. What is told without a workspace is taken in by jobs, one person after
the other, in the workspace of the program."""

from collections.abc import Mapping

from mewayz_crm.lists.subscriptions.events import SubscriptionConfirmed
from mewayz_crm.onboarding_programs import service
from mewayz_crm.onboarding_programs.entries import service as entries
from mewayz_crm.onboarding_programs.events import AffiliateFact, Imported, PagePublished, StepDone, UserFact
from mewayz_crm.sequences.enrolments.events import EnrolmentStarted
from mewayz_kit.events import job, on
from mewayz_kit.privacy import Person, erase_user
from mewayz_kit.uow import UnitOfWork


@on("identity.user.created.v1", "identity.user.verified.v1")
async def follow_user(event: UserFact, uow: UnitOfWork) -> None:
    """Somebody was imported, or has claimed the account."""
    await service.told_of(uow, event)


@on("workspace.affiliate.created.v1", "workspace.affiliate.updated.v1")
async def follow_affiliate(event: AffiliateFact, uow: UnitOfWork) -> None:
    """Somebody is an affiliate, or has said no."""
    await entries.affiliate_answered(uow, user_id=event.user_id, state=event.state)


@on(PagePublished)
async def follow_page(event: PagePublished, uow: UnitOfWork) -> None:
    """The page that was drafted for somebody is public."""
    if event.onboarding_entry_id is not None:
        await entries.page_published(uow, event.onboarding_entry_id)


@on(SubscriptionConfirmed)
async def follow_subscription(event: SubscriptionConfirmed, uow: UnitOfWork) -> None:
    """Somebody may get the mail of the sequence now."""
    await entries.confirmed(uow, list_id=event.list_id, address=event.address)


@on(EnrolmentStarted)
async def follow_enrolment(event: EnrolmentStarted, uow: UnitOfWork) -> None:
    """Somebody has begun the sequence, whoever let them."""
    await entries.sequence_begun(uow, sequence_id=event.sequence_id, contact_id=event.contact_id)


@job
async def take_in(data: Imported, uow: UnitOfWork) -> None:
    """What identity says of one person of a program."""
    await entries.take_in(uow, data)


@job
async def step_done(data: StepDone, uow: UnitOfWork) -> None:
    """One thing of a program is done."""
    await entries.done(uow, data)


@erase_user
async def forget_entries(uow: UnitOfWork, person: Person) -> Mapping[str, int]:
    """An erased person is in no program."""
    return {"onboarding_entries": await entries.forget_user(uow, person.user_id)}
