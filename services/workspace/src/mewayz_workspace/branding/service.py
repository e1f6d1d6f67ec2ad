"""Use-cases of branding."""

from collections.abc import Mapping, Sequence
from email.utils import formataddr, parseaddr
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from mewayz_kit.errors import Forbidden, NotFound, Unprocessable
from mewayz_kit.portable import insert_ignore
from mewayz_kit.records import Records
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.branding.models import Branding
from mewayz_workspace.branding.rules import DEFAULT, badge_forced, badge_shown, sender_name, unreadable
from mewayz_workspace.branding.schemas import BrandingRead, BrandingUpdate, Colours, PublicBranding
from mewayz_workspace.domains import service as domains
from mewayz_workspace.entitlements import service as entitlements
from mewayz_workspace.media import service as media
from mewayz_workspace.workspaces import service as workspaces

FEATURE = "white-label"
LOGOS = ("logo_media_id", "logo_dark_media_id", "icon_media_id")
OPEN = ("active", "closing")


async def _effective(uow: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> Mapping[UUID, Mapping[str, Any]]:
    held = await entitlements.current(uow)
    return {
        row["id"]: {
            "colours": Colours(**(DEFAULT | row["colours"])),
            "white_label_on": row["white_label"] and FEATURE in held.features,
            "badge_shown": badge_shown(held.statics, row["hide_badge"]),
            "media_ids": [row[name] for name in LOGOS if row[name] is not None],
        }
        for row in rows
    }


records = Records(Branding, BrandingRead, entity="branding", extend=_effective, tells=("updated",))


async def show(uow: UnitOfWork) -> BrandingRead:
    """The branding of the present workspace, or how it looks before anything was chosen (version 0)."""
    return await records.show_one(uow, await _stored(uow) or _blank(uow))


async def change(uow: UnitOfWork, patch: BrandingUpdate, if_match: str | None) -> BrandingRead:
    """Apply a merge patch after looking at logos, contrast and plan; a refusal changes nothing."""
    row = await _locked(uow)
    fields = await check(uow, patch)
    records.match(row, if_match)
    if "colours" in fields:
        fields["colours"] = row.colours | given(patch.colours)
    async with records.changing(uow, row):
        for name, value in fields.items():
            setattr(row, name, value)
    return await records.show_one(uow, row)


async def check(uow: UnitOfWork, patch: BrandingUpdate) -> dict[str, Any]:
    """The fields of a patch, if it may be applied: 422 for what cannot be, 403 for what is beyond the plan."""
    fields = given(patch)
    if empty := [name for name in ("colours", "white_label", "hide_badge") if name in fields and fields[name] is None]:
        raise Unprocessable.field(f"/{empty[0]}", "null", "This field cannot be null.")
    await _refuse_beyond_plan(uow, fields)
    for name in LOGOS:
        if fields.get(name) is not None:
            await _refuse_unusable(uow, name, fields[name])
    if patch.colours and "colours" in fields:
        stored = await _stored(uow)
        _refuse_unreadable(DEFAULT | (stored.colours if stored else {}) | given(patch.colours))
    return fields


async def public(uow: UnitOfWork, slug: str) -> PublicBranding:
    """What anybody may see of a workspace's looks; 404 for one that is hidden."""
    workspace = await workspaces.by_slug(uow, slug)
    if workspace.status not in OPEN:
        raise NotFound(detail="There is no such workspace.")
    async with uow.within(workspace_id=workspace.id):
        shown = await show(uow)
        urls = await media.public_urls(uow, shown.media_ids)
        login_host = await domains.host_of(uow, "login")
    return PublicBranding(
        slug=workspace.slug,
        name=workspace.name,
        app_name=shown.app_name if shown.white_label_on else None,
        colours=shown.colours,
        badge_shown=shown.badge_shown,
        login_host=login_host,
        **{f"{name.removesuffix('_media_id')}_url": urls.get(getattr(shown, name)) for name in LOGOS},
    )


async def sender(uow: UnitOfWork, workspace_id: UUID | None, platform: str) -> str:
    """The `From` of a mail: the platform's address, under the name of the workspace that it is about."""
    if workspace_id is None:
        return platform
    async with uow.within(workspace_id=workspace_id):
        row = await _stored(uow)
        held = await entitlements.current(uow) if row is not None else None
    if row is None or held is None:
        return platform
    name = sender_name(row.mail_sender_name, row.white_label and FEATURE in held.features)
    return formataddr((name, parseaddr(platform)[1])) if name else platform


async def _stored(uow: UnitOfWork) -> Branding | None:
    found: Branding | None = await uow.scalar(sa.select(Branding))
    return found


async def _locked(uow: UnitOfWork) -> Branding:
    fresh = {**_blank(uow).model_dump(), "version": 1, "workspace_id": uow.workspace_id}
    await uow.execute(insert_ignore(uow.runtime.db.dialect, Branding).values(**fresh))
    row: Branding = await uow.scalar(sa.select(Branding).with_for_update())
    return row


def _blank(uow: UnitOfWork) -> Branding:
    # There is one per workspace, so it goes by the workspace's id.
    return Branding(
        id=uow.workspace_id, version=0, created_at=uow.now, updated_at=uow.now, workspace_id=uow.workspace_id
    )


async def _refuse_beyond_plan(uow: UnitOfWork, fields: Mapping[str, Any]) -> None:
    held = await entitlements.current(uow)
    if (fields.get("white_label") or fields.get("app_name")) and FEATURE not in held.features:
        raise Forbidden("feature_disabled", f"The feature {FEATURE} is not switched on.", feature=FEATURE)
    if fields.get("hide_badge") and badge_forced(held.statics):
        raise Forbidden("badge_forced", "The plan shows the badge.", upgrade=entitlements.UPGRADE)


async def _refuse_unusable(uow: UnitOfWork, name: str, media_id: UUID) -> None:
    if media_id not in await media.public_urls(uow, [media_id], kind="image"):
        raise Unprocessable.field(f"/{name}", "unknown_reference", "There is no ready, public image of this id.")


def _refuse_unreadable(colours: Mapping[str, str]) -> None:
    if wrong := unreadable(colours):
        sentence = f"{wrong.name} on {wrong.on} has a contrast of {wrong.ratio:.2f}:1; 4.5:1 is needed."
        raise Unprocessable(
            None,
            sentence,
            errors=[
                {
                    "pointer": f"/colours/{wrong.name}",
                    "code": "contrast_too_low",
                    "message": sentence,
                    "suggestion": wrong.suggestion,
                }
            ],
        )
