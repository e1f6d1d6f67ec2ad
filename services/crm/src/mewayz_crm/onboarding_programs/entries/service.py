"""Use-cases of onboarding entries: a contact at the import, list and sequence after the claim, progress after that.

Whoever changes an entry holds its contact first, as whoever erases or merges the contact does.
"""

from collections.abc import Collection
from uuid import UUID

from pydantic import ValidationError
from sqlmodel import col

from mewayz_crm.contacts import service as contacts
from mewayz_crm.contacts.meeting import meet
from mewayz_crm.contacts.models import Contact
from mewayz_crm.customers.rules import names_of
from mewayz_crm.formats import read_address
from mewayz_crm.lists.subscriptions import service as subscriptions
from mewayz_crm.lists.subscriptions.schemas import SubscriptionCreate
from mewayz_crm.onboarding_programs.entries import repository, rules
from mewayz_crm.onboarding_programs.entries.models import OnboardingEntry
from mewayz_crm.onboarding_programs.events import (
    Imported,
    OnboardingClaimed,
    OnboardingCompleted,
    OnboardingStarted,
    StepDone,
)
from mewayz_crm.onboarding_programs.models import OnboardingProgram
from mewayz_crm.sequences.enrolments import people
from mewayz_crm.sequences.enrolments import service as enrolments
from mewayz_crm.sequences.models import Sequence
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.tombstones import is_erased
from mewayz_kit.uow import UnitOfWork

Fact = type[OnboardingStarted] | type[OnboardingClaimed] | type[OnboardingCompleted]
BEGUN_BEFORE = frozenset({"already_active", "no_reentry"})


async def take_in(uow: UnitOfWork, person: Imported) -> None:
    """What identity says of somebody: the first word makes the entry and the contact, a proven address is the claim.
    In whichever order it is heard, and however often, each happens once."""
    program = await uow.find(OnboardingProgram, person.program_id)
    known = await repository.of_user(uow, person.program_id, person.user_id)
    if program is None or (known is None and not program.active) or await is_erased(uow, "user", person.user_id):
        return
    if known is not None and known.state == rules.ENDED:
        return
    contact = await _contact(uow, person, known)
    entry, new = await repository.hold(uow, program.id, person.user_id)
    if entry.contact_id is None and contact is not None:
        entry.contact_id = contact.id
    if new:
        _tell(uow, OnboardingStarted, program, entry, person.email)
    if person.verified and entry.state == "started":
        rules.ENTRY.move(entry, "claim")
        entry.claimed_at = uow.now
        _tell(uow, OnboardingClaimed, program, entry, person.email)
        await _welcome(uow, program, entry, person.email)
        await _complete(uow, program, entry)


async def done(uow: UnitOfWork, step: StepDone) -> None:
    """Somebody has done one thing of their program; again, nothing changes."""
    entry = await uow.find(OnboardingEntry, step.entry_id, lock=True)
    program = await uow.find(OnboardingProgram, entry.program_id) if entry is not None else None
    if entry is None or program is None or getattr(entry, f"{step.step}_at") is not None:
        return
    setattr(entry, f"{step.step}_at", uow.now)
    await _complete(uow, program, entry)


async def confirmed(uow: UnitOfWork, *, list_id: UUID, address: str) -> None:
    """An address is on a list now: who waits for that begins the sequence."""
    norm = read_address(address).norm
    contact_id = (await contacts.owners_of(uow, [norm])).get(norm)
    if contact_id is None or await people.find(uow, contact_id, hold=True) is None:
        return
    for entry, program in await repository.without_sequence(uow, contact_id, col(OnboardingProgram.list_id) == list_id):
        await _begin(uow, program, entry)
        await _complete(uow, program, entry)


async def sequence_begun(uow: UnitOfWork, *, sequence_id: UUID, contact_id: UUID) -> None:
    """A contact has begun a sequence, by a member or by itself."""
    meant = col(OnboardingProgram.sequence_id) == sequence_id
    for entry, program in await repository.without_sequence(uow, contact_id, meant):
        entry.sequence_at = uow.now
        await _complete(uow, program, entry)


async def affiliate_answered(uow: UnitOfWork, *, user_id: UUID, state: str) -> None:
    """An invitation to the affiliates of the platform was answered."""
    if state in rules.ANSWERED:
        await _queue(uow, "affiliate", col(OnboardingEntry.user_id) == user_id)


async def page_published(uow: UnitOfWork, entry_id: UUID) -> None:
    """The page that was drafted for an entry is public."""
    await _queue(uow, "page", col(OnboardingEntry.id) == entry_id)


async def forget(uow: UnitOfWork, contact_ids: Collection[UUID]) -> int:
    """End the entries of erased contacts; answers how many."""
    return await repository.end(uow, contact_ids)


async def forget_user(uow: UnitOfWork, user_id: UUID) -> int:
    """Delete the entries of an erased person; answers how many."""
    return await repository.delete_user(uow, user_id)


async def _queue(uow: UnitOfWork, step: str, *where: repository.Where) -> None:
    """Have a step written down, in the workspace of each entry."""
    from mewayz_crm.onboarding_programs.handlers import step_done  # it calls this module

    for entry_id, workspace_id in await repository.where_they_are(uow, *where):
        async with uow.within(workspace_id=workspace_id):
            uow.enqueue(step_done, StepDone(entry_id=entry_id, step=step), key=str(entry_id))


async def _contact(uow: UnitOfWork, person: Imported, known: OnboardingEntry | None) -> Contact | None:
    """The contact of a person, held; None where the plan has no room, or a member has deleted it."""
    if known is not None and known.contact_id is not None:
        return await uow.find(Contact, known.contact_id, lock=True)
    first, last = names_of(person.name)
    values = {"first_name": first, "last_name": last, "emails": [person.email], "phones": [], "source": "import"}
    about = {"locale": person.locale, "tz": person.timezone}
    try:
        body = contacts.body_of({**values, **about})
    except ValidationError:  # a language or zone that we cannot read is none
        body = contacts.body_of(values)
    met = await meet(uow, body)
    return met.row if met else None


async def _welcome(uow: UnitOfWork, program: OnboardingProgram, entry: OnboardingEntry, email: str) -> None:
    """Put who has claimed the account onto the list, as any import does: it never undoes what the person said."""
    if program.list_id is not None and entry.contact_id is not None:
        try:
            async with uow.savepoint():
                asked = SubscriptionCreate(list_id=program.list_id, address=email)
                await subscriptions.add(uow, asked, method="import")
        except (Conflict, Unprocessable):
            pass
    await _begin(uow, program, entry)


async def _begin(uow: UnitOfWork, program: OnboardingProgram, entry: OnboardingEntry) -> None:
    """Begin the sequence, unless it is not active or its mail may not be sent yet."""
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    if program.sequence_id is None or entry.contact_id is None or "sequences" not in tenant.features:
        return
    sequence = await uow.find(Sequence, program.sequence_id)
    person = await people.find(uow, entry.contact_id, hold=True)
    if sequence is None or sequence.state != "active" or person is None:
        return
    begun = await enrolments.begin(uow, sequence, person, source_event_id=entry.id)
    if not isinstance(begun, str) or begun in BEGUN_BEFORE:
        entry.sequence_at = uow.now


async def _complete(uow: UnitOfWork, program: OnboardingProgram, entry: OnboardingEntry) -> None:
    steps = {
        "sequence": (program.sequence_id, entry.sequence_at),
        "page": (program.page_template, entry.page_at),
        "affiliate": (program.affiliate, entry.affiliate_at),
    }
    if not rules.is_through(entry.state, steps):
        return
    rules.ENTRY.move(entry, "complete")
    entry.completed_at = uow.now
    row = await uow.find(Contact, entry.contact_id) if entry.contact_id else None
    emails = (await contacts.contacts.show_one(uow, row)).emails if row is not None else []
    address = next((email.address for email in emails if email.primary), None)
    _tell(uow, OnboardingCompleted, program, entry, address)


def _tell(uow: UnitOfWork, fact: Fact, program: OnboardingProgram, entry: OnboardingEntry, address: str | None) -> None:
    uow.publish(
        fact(
            entry_id=entry.id,
            program_id=program.id,
            user_id=entry.user_id,
            address=address,
            page_template=program.page_template,
            affiliate=program.affiliate,
        )
    )
