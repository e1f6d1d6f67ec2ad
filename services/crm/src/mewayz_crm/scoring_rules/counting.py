"""How deeds are counted: one entry per rule and event, under the lock of the contact, and the score follows from all
of its entries."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mewayz_crm.contacts import service as contacts
from mewayz_crm.contacts.models import Contact
from mewayz_crm.merges import service as merges
from mewayz_crm.scoring_rules import repository, rules
from mewayz_crm.scoring_rules.entries import repository as entries
from mewayz_crm.scoring_rules.entries.models import ScoreEntry
from mewayz_crm.scoring_rules.entries.service import score_of
from mewayz_crm.scoring_rules.events import Deed, Derive, ScoreThresholdReached, TakeBack
from mewayz_crm.scoring_rules.models import ScoringRule
from mewayz_crm.settings import service as settings
from mewayz_kit.ids import new_id
from mewayz_kit.uow import UnitOfWork

BATCH = 100


async def count(uow: UnitOfWork, deed: Deed) -> None:
    """Let every rule that means this deed count it, once; what a merged contact did is the survivor's."""
    tenant, listening = await uow.runtime.tenants.get(uow.workspace_id), await _listening(uow, deed.kind)
    meant = [rule for rule in listening if rules.fits(rule.about, deed.about)]
    row = await _held(uow, deed.contact_id) if meant else None
    if row is None:
        return
    counted = [await _count(uow, rule, row, deed, row.tz or tenant.timezone) for rule in meant]
    if any(counted):
        await derive(uow, row)


async def anybody_listens(uow: UnitOfWork, kind: str) -> bool:
    """Whether some rule would count deeds of this kind."""
    return bool(await _listening(uow, kind))


async def give(
    uow: UnitOfWork,
    row: Contact,
    *,
    giver_id: UUID,
    reason: str,
    points: int,
    kind: str,
    source_event_id: UUID,
    at: datetime,
    once: bool = False,
) -> None:
    """Points that no rule gives but a form or a magnet: for one event once, or (`once`) once for all."""
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    if "lead-scoring" not in tenant.features:
        return
    if once and await entries.times(uow, rule_id=giver_id, contact_id=row.id):
        return
    entry = ScoreEntry(
        id=new_id(),
        rule_id=giver_id,
        contact_id=row.id,
        source_event_id=source_event_id,
        reason=reason,
        trigger=kind,
        points=points,
        at=at,
    )
    if await entries.add(uow, entry):
        await derive(uow, row)


async def derive(uow: UnitOfWork, row: Contact) -> None:
    """Bring the score of a held contact to what its entries say now; null while there are none."""
    before, score = row.score, await score_of(uow, row.id)
    if score == before:
        return
    async with contacts.contacts.changing(uow, row):
        row.score = score
    threshold = (await settings.current(uow)).score_threshold
    if threshold is not None and score is not None and (before or 0) < threshold <= score:
        reached = {"contact_id": row.id, "name": row.name, "score": score, "threshold": threshold}
        uow.publish(ScoreThresholdReached(**reached, owner_id=row.owner_id))


async def derive_again(uow: UnitOfWork, contact_id: UUID) -> None:
    """Like `derive`, of whatever contact this one is now."""
    row = await _held(uow, contact_id)
    if row is not None:
        await derive(uow, row)


async def take_back(uow: UnitOfWork, rule_id: UUID) -> None:
    """One batch of what a deleted rule has given; queues the next one."""
    given: Sequence[UUID] = await entries.counted_for(uow, rule_id, limit=BATCH)
    held = [(contact_id, await uow.find(Contact, contact_id, lock=True)) for contact_id in given]
    await entries.drop(uow, rule_id, given)
    for _, row in held:
        if row is not None:
            await derive(uow, row)
    if len(given) == BATCH:
        begin_taking_back(uow, rule_id)


def begin_taking_back(uow: UnitOfWork, rule_id: UUID) -> None:
    """Queue the next batch."""
    from mewayz_crm.scoring_rules.handlers import take_back_points  # it calls this module

    uow.enqueue(take_back_points, TakeBack(rule_id=rule_id))


async def refused_by(uow: UnitOfWork, rule: ScoringRule, contact_id: UUID) -> str | None:
    """Why a rule would not count another deed of a contact now."""
    if not rule.active:
        return "active"
    if not await repository.means(uow, rule.filter, contact_id):
        return "filter"
    cap = rule.cap_per_contact
    if cap is not None and await entries.times(uow, rule_id=rule.id, contact_id=contact_id) >= cap:
        return "cap"
    return None


async def _listening(uow: UnitOfWork, kind: str) -> Sequence[ScoringRule]:
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    return [] if "lead-scoring" not in tenant.features else await repository.listening(uow, kind)


async def _count(uow: UnitOfWork, rule: ScoringRule, row: Contact, deed: Deed, zone: str) -> bool:
    if await refused_by(uow, rule, row.id) is not None:
        return False
    entry = ScoreEntry(
        id=new_id(),
        rule_id=rule.id,
        contact_id=row.id,
        source_event_id=deed.source_event_id,
        reason=rule.name,
        trigger=rule.trigger,
        points=rule.points,
        at=deed.at,
        expires_at=rules.expiry(deed.at, rule.expires_after_days, zone),
    )
    if not await entries.add(uow, entry):
        return False
    if entry.expires_at is not None:
        from mewayz_crm.scoring_rules.handlers import derive_score  # it calls this module

        uow.enqueue(derive_score, Derive(contact_id=row.id), at=entry.expires_at)
    return True


async def _held(uow: UnitOfWork, contact_id: UUID) -> Contact | None:
    into = (await merges.destinations(uow, [contact_id])).get(contact_id, contact_id)
    return await uow.find(Contact, into, lock=True)
