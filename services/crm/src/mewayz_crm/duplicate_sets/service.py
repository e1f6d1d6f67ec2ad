"""Use-cases of duplicate sets."""

from collections.abc import Collection
from typing import Any

from mewayz_crm.companies import service as companies
from mewayz_crm.contacts import service as contacts
from mewayz_crm.duplicate_sets import repository
from mewayz_crm.duplicate_sets.events import ScanStep
from mewayz_crm.duplicate_sets.models import DuplicateSet
from mewayz_crm.duplicate_sets.repository import drop_record, sets
from mewayz_crm.duplicate_sets.rules import DUPLICATE_SET, shared
from mewayz_crm.duplicate_sets.schemas import MergedSet, MergeSet
from mewayz_crm.leads import service as leads
from mewayz_crm.mergeable import Mergeable
from mewayz_kit.errors import Forbidden, Unprocessable
from mewayz_kit.uow import UnitOfWork

__all__ = ["KINDS", "begin_scan", "dismiss", "drop_record", "merge", "scan", "scan_everywhere", "sets"]
KINDS: dict[str, Mergeable[Any, Any]] = {
    "contact": contacts.contacts,
    "company": companies.companies,
    "lead": leads.leads,
}
PAGE = 2000
"""Keys that one step of a scan reads: well below a second."""


def begin_scan(uow: UnitOfWork, *, kinds: Collection[str]) -> None:
    """Queue the first step for every reason of these kinds; the steps of a workspace run one after the other."""
    for kind in sorted(kinds):
        for reason in KINDS[kind].likeness.sources:
            _queue(uow, ScanStep(kind=kind, reason=reason))


async def scan(uow: UnitOfWork, *, step: ScanStep) -> None:
    """One step of a scan; it queues the next."""
    page = await KINDS[step.kind].likeness.page(uow, step.reason, after=step.after, limit=PAGE)
    found, following = shared(page, full=len(page) == PAGE)
    await repository.keep(uow, kind=step.kind, reason=step.reason, found=found)
    await repository.drop_stale(uow, kind=step.kind, reason=step.reason, after=step.after, until=following, found=found)
    if following is not None:
        _queue(uow, step.model_copy(update={"after": following}))


def _queue(uow: UnitOfWork, step: ScanStep) -> None:
    from mewayz_crm.duplicate_sets.handlers import scan_step  # it calls this module

    uow.enqueue(scan_step, step, key=f"duplicates:{uow.workspace_id}")


async def scan_everywhere(uow: UnitOfWork) -> None:
    """Begin a scan in every open workspace."""
    for workspace_id in await repository.workspaces(uow):
        async with uow.within(workspace_id=workspace_id):
            begin_scan(uow, kinds=KINDS)


async def dismiss(uow: UnitOfWork, *, row: DuplicateSet) -> DuplicateSet:
    """They are not the same: not asked again until somebody joins the set. Again, it stays as it is."""
    DUPLICATE_SET.move(row, "dismiss")
    await uow.flush()
    return row


async def merge(uow: UnitOfWork, *, row: DuplicateSet, data: MergeSet) -> MergedSet:
    """Let all records of a set go into one of them; the set is gone then."""
    records = KINDS[row.kind]
    plural = {"contact": "contacts", "company": "companies", "lead": "leads"}[row.kind]
    if not uow.principal.can(f"crm.{plural}:write"):
        raise Forbidden(detail=f"This needs the permission crm.{plural}:write.", permission=f"crm.{plural}:write")
    ids = [member.id for member in (await sets.show_one(uow, row)).records]
    if data.survivor_id not in ids:
        raise Unprocessable.field("/survivor_id", "unknown_reference", "This record is not in the set.")
    others = [one for one in ids if one != data.survivor_id]
    if others:
        await records.merge(uow, survivor_id=data.survivor_id, ids=others, how=data)
    if not data.dry_run:
        await repository.drop(uow, await sets.get(uow, row.id))
    return MergedSet(dry_run=data.dry_run, kind=row.kind, survivor_id=data.survivor_id, merged_ids=others)
