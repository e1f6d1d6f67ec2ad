"""Use-cases of personal data: every feature says what it has of a person, and lets go of it itself."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from mewayz_crm.activities import service as activities
from mewayz_crm.campaigns.recipients import service as campaign_recipients
from mewayz_crm.consents import service as consents
from mewayz_crm.contacts import service as contacts
from mewayz_crm.contacts.companies import service as links
from mewayz_crm.contacts.erasure import service as forgetting
from mewayz_crm.contacts.events import ContactErased
from mewayz_crm.deals import service as deals
from mewayz_crm.formats import Address
from mewayz_crm.lead_forms import service as lead_forms
from mewayz_crm.lead_magnets import service as lead_magnets
from mewayz_crm.leads import service as leads
from mewayz_crm.lists.subscriptions import service as subscriptions
from mewayz_crm.mail_events import service as mail_events
from mewayz_crm.merges import service as merges
from mewayz_crm.merges.schemas import MergeRead
from mewayz_crm.messages import service as messages
from mewayz_crm.notes import service as notes
from mewayz_crm.onboarding_programs.entries import service as onboarding
from mewayz_crm.personal_data.schemas import AddressData, Erasure, PersonalData
from mewayz_crm.scoring_rules import service as scoring
from mewayz_crm.sequences.enrolments import ending
from mewayz_crm.sequences.enrolments import service as enrolments
from mewayz_crm.timeline import service as timeline
from mewayz_kit.uow import UnitOfWork

__all__ = ["COVERED", "erase", "erase_address", "everything", "of_address"]
COVERED = {
    "activity_subjects": "activities, emptied if they are about nobody else",
    "campaign_recipients": "without their addresses, those under their addresses too; what they were counted as stays",
    "contact_companies": "removed",
    "contact_emails": "removed",
    "contact_phones": "removed",
    "deal_contacts": "stay, so that sums do, and name an empty contact; a deal that is called like them has no name",
    "lead_form_submissions": "say only that there was one; those that wait are emptied",
    "lead_magnet_grants": "removed, and their links end",
    "leads": "emptied",
    "messages": "emptied, those to their addresses too; that they were sent stays",
    "notes": "emptied",
    "onboarding_entries": "end, and refer to nobody",
    "purchases": "stay, so that sums do, and name an empty contact",
    "score_entries": "removed",
    "segment_members": "end with the contact",
    "sequence_enrolments": "end, and name no address",
    "step_runs": "stay: that a step was done",
    "taggings": "removed",
    "timeline": "emptied",
}
"""The relations of a contact and what an erasure does with them; a test names those that are missing."""


async def everything(uow: UnitOfWork, *, contact_id: UUID) -> PersonalData:
    """All there is about a live contact."""
    row = await contacts.contacts.get(uow, contact_id)
    with uow.scope.seeing_all("a person is told everything, whoever wrote it"):
        ids = [row.id, *(merge.merged_id for merge in await merges.into(uow, [row.id]))]
        addresses = await forgetting.addresses_of(uow, ids)
        return PersonalData(
            contact=await contacts.contacts.show_one(uow, row),
            companies=await links.shown_of(uow, ids),
            leads=await leads.of_person(uow, ids, addresses),
            deals=await deals.taking_part(uow, ids),
            activities=await activities.about(uow, ids),
            notes=await notes.about(uow, ids),
            messages=await messages.of_person(uow, ids, addresses),
            campaign_recipients=await campaign_recipients.of_person(uow, ids, addresses),
            enrolments=await enrolments.of_contacts(uow, ids),
            mail_events=await mail_events.of_person(uow, ids, addresses),
            timeline=await timeline.of(uow, ids),
            subscriptions=await subscriptions.shown_of(uow, addresses),
            score=await scoring.of_contacts(uow, ids),
            consents=await consents.of_addresses(uow, addresses),
            merges=[MergeRead.model_validate(merge) for merge in await merges.into(uow, [row.id])],
        )


async def of_address(uow: UnitOfWork, address: Address) -> AddressData:
    """All there is about whoever has an address."""
    known = await contacts.owners_of(uow, [address.norm])
    return AddressData(
        address=address.shown,
        contacts=[await everything(uow, contact_id=one) for one in known.values()],
        leads=await leads.of_person(uow, list(known.values()), [address.norm]),
        subscriptions=await subscriptions.shown_of(uow, [address.norm]),
        consents=await consents.of_addresses(uow, [address.norm]),
    )


async def erase_address(uow: UnitOfWork, address_norm: str) -> None:
    """Let go of whoever has an address: the contacts that have or had it, and what there is without one. Again,
    nothing changes."""
    with uow.scope.seeing_all("a person is forgotten by everybody"):
        known = await forgetting.with_addresses(uow, [address_norm])
        into = await merges.destinations(uow, known)
        for contact_id in sorted({into.get(one, one) for one in known}):
            await erase(uow, contact_id=contact_id)
        gone = await leads.forget(uow, [], [address_norm])
        for feature in (activities, notes, timeline):
            await feature.forget(uow, gone)
        await subscriptions.forget(uow, address_norm)


async def erase(uow: UnitOfWork, *, contact_id: UUID) -> Erasure:
    """Let go of everything about a person, under all contacts they were known by, in one transaction.

    Deals and what can be counted stay; nothing that is left names anybody. Their addresses get no mail any more and no
    import brings them back. Asked again, nothing changes.
    """
    row = await forgetting.find(uow, contact_id)
    if row is None or (row.erased_at is None and contact_id in await merges.destinations(uow, [contact_id])):
        await contacts.contacts.get(uow, contact_id)  # says that it is not there, or where it went
        raise contacts.contacts.missing()
    if row.erased_at is not None:
        return Erasure(contact_ids=[row.id], erased_at=row.erased_at, counts={})
    with uow.scope.seeing_all("a person is forgotten by everybody"):
        addresses = await forgetting.addresses_of(uow, [row.id])
        known = {row.id, *await forgetting.with_addresses(uow, addresses)}
        ids = sorted(known | {merge.merged_id for merge in await merges.into(uow, known)})
        found = await leads.of_person(uow, ids, addresses)
        names = {lead.name for lead in found} | await forgetting.names_of(uow, ids)
        called = await deals.forget(uow, ids, names)
        subjects = [*ids, *(lead.id for lead in found)]
        counts = Counter(
            {
                "leads": len(await leads.forget(uow, ids, addresses)),
                "deals": len(called),
                "activities": await activities.forget(uow, subjects),
                "notes": await notes.forget(uow, subjects),
                **await _forget_mail(uow, ids, addresses),
                "timeline": await timeline.forget(uow, [*subjects, *called]),
                "score_entries": await scoring.forget(uow, ids),
                "contacts": await forgetting.forget(uow, ids),
            }
        )
        counts.update(await _forget_forms(uow, ids, addresses))
        for address in addresses:
            counts.update(await subscriptions.forget(uow, address))
        await merges.forget_snapshots(uow, ids)
        await _forget_imports(uow, ids)
    uow.publish(ContactErased(contact_id=row.id, contact_ids=ids))
    return Erasure(contact_ids=ids, erased_at=uow.now, counts=counts)


async def _forget_mail(uow: UnitOfWork, ids: Sequence[UUID], addresses: Sequence[str]) -> dict[str, int]:
    return {
        "mail_events": await mail_events.forget(uow, ids, addresses),
        "messages": await messages.forget(uow, ids, addresses),
        "campaign_recipients": await campaign_recipients.forget(uow, ids, addresses),
        "enrolments": await ending.forget(uow, ids),
    }


async def _forget_forms(uow: UnitOfWork, ids: Sequence[UUID], addresses: Sequence[str]) -> dict[str, int]:
    return {
        "onboarding_entries": await onboarding.forget(uow, ids),
        "lead_magnet_grants": await lead_magnets.forget(uow, ids, addresses),
        "lead_form_submissions": await lead_forms.forget(uow, addresses),
    }


async def _forget_imports(uow: UnitOfWork, ids: Sequence[UUID]) -> None:
    """What a revert of an import would bring back is gone as well."""
    rows = uow.tables.import_rows
    await uow.execute(sa.update(rows).where(rows.c.record_id.in_(ids)).values(before=None, key_hash=None))
