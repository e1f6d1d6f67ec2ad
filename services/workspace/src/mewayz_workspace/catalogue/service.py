"""Use-cases of the catalogue."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import NotFound, Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import service as audit
from mewayz_workspace.catalogue.models import Feature, Goal, Industry, Offer, OfferVersion
from mewayz_workspace.catalogue.schemas import BundleCreate, OfferUpdate, VersionCreate


async def goals(uow: UnitOfWork) -> Sequence[Goal]:
    """The goals on offer, in order."""
    return await uow.all(sa.select(Goal).where(col(Goal.active).is_(True)).order_by(col(Goal.position)))


async def industries(uow: UnitOfWork) -> Sequence[Industry]:
    """The industries on offer, in order."""
    return await uow.all(sa.select(Industry).where(col(Industry.active).is_(True)).order_by(col(Industry.position)))


async def features(uow: UnitOfWork) -> Sequence[Feature]:
    """The features on offer, in order."""
    return await uow.all(sa.select(Feature).where(col(Feature.active).is_(True)).order_by(col(Feature.position)))


async def on_sale(uow: UnitOfWork, kind: str) -> list[tuple[Offer, OfferVersion]]:
    """The plans or bundles on sale with their current terms, in order."""
    statement = (
        sa.select(Offer, OfferVersion)
        .join(
            OfferVersion,
            sa.and_(col(OfferVersion.offer_id) == col(Offer.id), col(OfferVersion.number) == col(Offer.current)),
        )
        .where(col(Offer.kind) == kind, col(Offer.status) == "on")
        .order_by(col(Offer.position))
    )
    return [(row[0], row[1]) for row in await uow.execute(statement)]


async def terms(uow: UnitOfWork, kind: str, key: str, number: int | None = None) -> OfferVersion:
    """The terms of one version of a plan or bundle, by default the current one; 404 when there is none."""
    wanted = col(Offer.current) if number is None else number
    statement = (
        sa.select(OfferVersion)
        .join(Offer, col(OfferVersion.offer_id) == col(Offer.id))
        .where(col(Offer.kind) == kind, col(Offer.key) == key, col(OfferVersion.number) == wanted)
    )
    found: OfferVersion | None = await uow.scalar(statement)
    if found is None:
        raise NotFound(detail=f"There is no {kind} {key} in this version.")
    return found


async def every_version(uow: UnitOfWork) -> dict[tuple[str, str, int], OfferVersion]:
    """The terms of every version of every plan and bundle, by (kind, key, number)."""
    statement = sa.select(Offer, OfferVersion).join(OfferVersion, col(OfferVersion.offer_id) == col(Offer.id))
    return {(row[0].kind, row[0].key, row[1].number): row[1] for row in await uow.execute(statement)}


async def later_limits(uow: UnitOfWork, held: OfferVersion) -> list[dict[str, int]]:
    """The limits of the versions published after `held`, oldest first."""
    later = (col(OfferVersion.offer_id) == held.offer_id) & (col(OfferVersion.number) > held.number)
    return list(await uow.all(sa.select(col(OfferVersion.limits)).where(later).order_by(col(OfferVersion.number))))


async def offers(uow: UnitOfWork, kind: str) -> Sequence[Offer]:
    """Every plan or bundle, in order."""
    return await uow.all(sa.select(Offer).where(col(Offer.kind) == kind).order_by(col(Offer.position)))


async def offer(uow: UnitOfWork, kind: str, key: str) -> Offer | None:
    """A plan or bundle, whether on sale or not."""
    found: Offer | None = await uow.scalar(sa.select(Offer).where(col(Offer.kind) == kind, col(Offer.key) == key))
    return found


async def offer_by_id(uow: UnitOfWork, kind: str, offer_id: UUID) -> Offer:
    """A plan or bundle by its id, or 404."""
    return await _offer(uow, kind, offer_id)


async def edit_offer(uow: UnitOfWork, *, kind: str, offer_id: UUID, patch: OfferUpdate) -> Offer:
    """Change what belongs to no version."""
    offer = await _offer(uow, kind, offer_id)
    changes = {}
    for name, value in given(patch).items():
        if value is None:
            raise Unprocessable.field(f"/{name}", "null", "This field cannot be null.")
        changes[name] = {"before": getattr(offer, name), "after": value}
        setattr(offer, name, value)
    await uow.flush()
    await _note(uow, f"workspace.{kind}.updated", offer, "edited by staff", changes)
    return offer


async def versions(uow: UnitOfWork, *, kind: str, offer_id: UUID) -> Sequence[OfferVersion]:
    """Every version of a plan or bundle, newest first."""
    await _offer(uow, kind, offer_id)
    statement = sa.select(OfferVersion).where(col(OfferVersion.offer_id) == offer_id)
    return await uow.all(statement.order_by(col(OfferVersion.number).desc()))


async def publish_version(uow: UnitOfWork, *, kind: str, offer_id: UUID, data: VersionCreate) -> OfferVersion:
    """New terms for new customers; who subscribed before keeps the version they have."""
    offer = await _offer(uow, kind, offer_id)
    await _refuse_unknown(uow, data)
    before = (await versions(uow, kind=kind, offer_id=offer_id))[0]
    carried = before.model_dump(
        include={"pricing", "currency", "month_amount", "year_amount", "features", "limits", "statics"}
    )
    changed = carried | data.model_dump(exclude_unset=True)
    row = OfferVersion(offer_id=offer_id, number=before.number + 1, published_at=uow.now, **changed)
    uow.add(row)
    offer.current = row.number
    await uow.flush()
    changes = {
        name: {"before": carried[name], "after": changed[name]} for name in carried if carried[name] != changed[name]
    }
    await _note(uow, f"workspace.{kind}.version_published", offer, data.reason, changes)
    return row


async def create_bundle(uow: UnitOfWork, data: BundleCreate) -> Offer:
    """A bundle nobody sees yet, with its first version; 409 `key_taken`."""
    await _refuse_unknown(uow, data.terms)
    row = Offer(kind="bundle", key=data.key, names=data.names, position=data.position, status="hidden")
    uow.add(row)
    await uow.flush()
    currency = (await terms(uow, "plan", "free")).currency
    first = data.terms.model_dump()
    uow.add(OfferVersion(offer_id=row.id, number=1, pricing="bundle", currency=currency, published_at=uow.now, **first))
    await uow.flush()
    changes = {name: {"before": None, "after": value} for name, value in first.items()}
    await _note(uow, "workspace.bundle.created", row, data.terms.reason, changes)
    return row


async def _offer(uow: UnitOfWork, kind: str, offer_id: UUID) -> Offer:
    offer = await uow.find(Offer, offer_id, lock=uow.writes)
    if offer is None or offer.kind != kind:
        raise NotFound(detail=f"There is no {kind} with this id.")
    return offer


async def _note(uow: UnitOfWork, action: str, offer: Offer, reason: str, changes: dict[str, Any]) -> None:
    kind = offer.kind
    await audit.note_staff(uow, action=action, target_type=kind, target_id=offer.id, reason=reason, changes=changes)


async def _refuse_unknown(uow: UnitOfWork, data: VersionCreate) -> None:
    """422 for features or limits that the catalogue does not have."""
    slugs = {feature.slug for feature in await features(uow)} | {"*"}
    if unknown := sorted(set(data.features) - slugs):
        raise Unprocessable.field("/features", "unknown_feature", f"There is no feature {unknown[0]}.")
    limits = (await terms(uow, "plan", "free")).limits
    if unknown := sorted(set(data.limits) - set(limits)):
        raise Unprocessable.field("/limits", "unknown_limit", f"There is no limit {unknown[0]}.")
