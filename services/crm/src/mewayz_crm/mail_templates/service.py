"""Use-cases of mail templates: every save is checked, and kept as a version that never changes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from jinja2 import TemplateError
from sqlmodel import col

from mewayz_crm.contacts import service as contacts
from mewayz_crm.mail_templates.language import LINKS, OBJECTS, expressions, problem
from mewayz_crm.mail_templates.mjml import Malformed
from mewayz_crm.mail_templates.models import MailTemplate, MailTemplateVersion
from mewayz_crm.mail_templates.rendering import Rendered, in_layout, render, source_of
from mewayz_crm.mail_templates.repository import templates
from mewayz_crm.mail_templates.schemas import (
    MailTemplateCreate,
    MailTemplateUpdate,
    PreviewRequest,
    VersionRead,
    Versions,
)
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "create",
    "delete",
    "fill_in",
    "free_key",
    "latest",
    "lays_out",
    "of_version",
    "preview",
    "revert",
    "templates",
    "transactional",
    "update",
    "versions",
]
PARTS = tuple(MailTemplateCreate.model_fields)
CONTENT = "{{ content }}"
LONGEST_BASE = 50
"""How much of a key stays before a number, which has ten characters of room."""


async def create(uow: UnitOfWork, data: MailTemplateCreate) -> MailTemplate:
    """A template with its first version."""
    row = MailTemplate(**data.model_dump(mode="json", exclude={"layout_id"}), layout_id=data.layout_id)
    html = await _checked(uow, row)
    row = await templates.create(uow, row)
    await _keep(uow, row, html)
    return row


async def update(uow: UnitOfWork, row: MailTemplate, patch: Any) -> MailTemplate:
    """Change a template; what was sent from earlier versions stays as it was."""
    fields = given(patch)
    if patch.blocks is not None:
        fields["blocks"] = patch.model_dump(mode="json")["blocks"]
    async with templates.changing(uow, row):
        for name, value in fields.items():
            setattr(row, name, value)
        row.number += 1
        html = await _checked(uow, row)
    await _keep(uow, row, html)
    return row


async def delete(uow: UnitOfWork, row: MailTemplate) -> None:
    """Delete a template, but no layout that others take when they are saved; versions stay for what was sent."""
    if await lays_out(uow, row.id):
        raise Conflict("layout_in_use", "Templates use this layout; give them another one first.")
    await templates.delete(uow, row)


async def lays_out(uow: UnitOfWork, layout_id: UUID) -> bool:
    """Whether a live template uses this layout."""
    using = sa.select(col(MailTemplate.id)).where(
        col(MailTemplate.layout_id) == layout_id, col(MailTemplate.deleted_at).is_(None)
    )
    return await uow.scalar(using.limit(1)) is not None


async def versions(uow: UnitOfWork, template_id: UUID) -> Versions:
    """What was saved, newest first."""
    await templates.read_one(uow, template_id)
    mine = sa.select(MailTemplateVersion).where(col(MailTemplateVersion.template_id) == template_id)
    rows = await uow.all(mine.order_by(col(MailTemplateVersion.number).desc()).limit(50))
    return Versions(items=[VersionRead.model_validate(row) for row in rows])


async def revert(uow: UnitOfWork, row: MailTemplate, number: int) -> MailTemplate:
    """Take the words of a version again; that is a save of its own. The key stays."""
    version = await _version(uow, row.id, number)
    if version is None:
        raise Unprocessable.field("/number", "unknown_version", "There is no version of this number.")
    words = {name: value for name, value in version.parts.items() if name != "key"}
    return await update(uow, row, MailTemplateUpdate.model_validate(words))


async def preview(
    uow: UnitOfWork, template_id: UUID, wanted: PreviewRequest, *, links: Mapping[str, str] | None = None
) -> Rendered:
    """The latest version as it would be read by a contact; values that nobody gave stand as their names."""
    row = await templates.get(uow, template_id)
    if unknown := sorted(wanted.data.keys() - set(row.variables)):
        raise Unprocessable.field(f"/data/{unknown[0]}", "unknown_variable", "The template has no such variable.")
    person: Mapping[str, Any] = {name: f"[{name}]" for name in OBJECTS["contact"]}
    if wanted.contact_id is not None:
        contact = await contacts.contacts.read_one(uow, wanted.contact_id)
        main = next((email.address for email in contact.emails if email.primary), None)
        person = {**contact.model_dump(include={"first_name", "last_name", "name"}), "email": main}
    tenant = await uow.runtime.tenants.get(uow.workspace_id)
    data = {name: f"[{name}]" for name in (*LINKS, *row.variables, "content")}
    version = await _version(uow, template_id, row.number)
    if version is None:
        raise RuntimeError("a template without its latest version")
    given = {**wanted.data, **(links or {})}
    return fill_in(version, {**data, "contact": person, "workspace": {"name": tenant.name}, **given})


async def latest(uow: UnitOfWork, template_id: UUID, *, also_deleted: bool = False) -> MailTemplateVersion | None:
    """What would be sent of a template now; None for a layout, and when it is gone. `also_deleted`: of a deleted one
    what it said last, for who goes on with what began before."""
    row = await uow.find(MailTemplate, template_id)
    if row is not None:
        return None if row.kind == "layout" else await _version(uow, row.id, row.number)
    if not also_deleted:
        return None
    mine = sa.select(MailTemplateVersion).where(col(MailTemplateVersion.template_id) == template_id)
    found: MailTemplateVersion | None = await uow.scalar(mine.order_by(col(MailTemplateVersion.number).desc()).limit(1))
    return found


async def of_version(uow: UnitOfWork, version_id: UUID) -> MailTemplateVersion | None:
    """A version by its id, also of a template that was deleted since."""
    return await uow.find(MailTemplateVersion, version_id)


async def free_key(uow: UnitOfWork, key: str) -> str:
    """A key that no live template has: this one, or with a number behind it."""
    base = key[:LONGEST_BASE]
    alike = (col(MailTemplate.live).is_(True), col(MailTemplate.key).startswith(base, autoescape=True))
    taken = set(await uow.all(sa.select(col(MailTemplate.key)).where(*alike)))
    return next(one for one in (key, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)


async def transactional(uow: UnitOfWork, key: str) -> MailTemplateVersion | None:
    """The latest version of the transactional template of this key."""
    mine = (col(MailTemplate.key) == key) & (col(MailTemplate.kind) == "transactional")
    row: MailTemplate | None = await uow.scalar(sa.select(MailTemplate).where(mine, col(MailTemplate.live).is_(True)))
    return await _version(uow, row.id, row.number) if row is not None else None


def fill_in(version: MailTemplateVersion, data: Mapping[str, Any], *, subject: str | None = None) -> Rendered:
    """One mail from a version; `data` needs every variable it declares, the contact, the workspace and the links.
    `subject` stands instead of the version's own."""
    words = {name: getattr(version, name) for name in ("subject", "preheader", "html", "text")}
    words["subject"] = subject or version.subject
    try:
        return render(**words, data=data)
    except (TemplateError, TypeError) as error:
        raise Unprocessable("invalid_template", f"The template cannot be filled in: {error}") from error


async def _checked(uow: UnitOfWork, row: MailTemplate) -> str:
    """The HTML source of a template, in its layout; 422 that names the part which cannot be."""
    filled, empty = ("blocks", "body") if row.editor == "block" else ("body", "blocks")
    if not getattr(row, filled):
        raise Unprocessable.field(f"/{filled}", "missing", f"The editor {row.editor} needs {filled}.")
    if getattr(row, empty):
        raise Unprocessable.field(f"/{empty}", "not_allowed", f"The editor {row.editor} has no {empty}.")
    if row.kind != "layout" and not row.subject:
        raise Unprocessable.field("/subject", "missing", "A mail needs a subject.")
    try:
        html = source_of(row.editor, row.body, row.blocks)
    except Malformed as error:
        raise Unprocessable.field("/body", "invalid_mjml", f"The body {error}.") from error
    if lost := expressions(row.body or "") - expressions(html):
        raise Unprocessable.field("/body", "lost_expression", f"{min(lost)} stands where a mail shows nothing.")
    if row.kind == "layout" and (row.editor != "html" or html.count(CONTENT) != 1):
        raise Unprocessable.field("/body", "no_content", f"A layout is HTML with {CONTENT} in it, once.")
    names = [*row.variables, "content"] if row.kind == "layout" else row.variables
    written = {"subject": row.subject, "preheader": row.preheader, filled: html, "text": row.text}
    for part, source in written.items():
        if source and (wrong := problem(source, names)):
            raise Unprocessable.field(f"/{part}", "invalid_template", f"The {part} {wrong}.")
    return in_layout(await _layout(uow, row), html) if row.layout_id else html


async def _layout(uow: UnitOfWork, row: MailTemplate) -> str:
    layout = await uow.find(MailTemplate, row.layout_id) if row.layout_id else None
    if layout is None or layout.kind != "layout" or row.kind == "layout":
        raise Unprocessable.field("/layout_id", "unknown_reference", "There is no such layout.")
    if missing := sorted(set(layout.variables) - set(row.variables)):
        raise Unprocessable.field("/variables", "missing", f"The layout needs the variable {missing[0]}.")
    return layout.body or ""


async def _version(uow: UnitOfWork, template_id: UUID, number: int) -> MailTemplateVersion | None:
    mine = (col(MailTemplateVersion.template_id) == template_id) & (col(MailTemplateVersion.number) == number)
    found: MailTemplateVersion | None = await uow.scalar(sa.select(MailTemplateVersion).where(mine))
    return found


async def _keep(uow: UnitOfWork, row: MailTemplate, html: str) -> None:
    """The caller holds the row, so two saves never get one number."""
    parts = {name: getattr(row, name) for name in PARTS if name != "layout_id"}
    uow.add(
        MailTemplateVersion(
            template_id=row.id,
            number=row.number,
            parts=parts | {"layout_id": str(row.layout_id) if row.layout_id else None},
            subject=row.subject,
            preheader=row.preheader,
            html=html,
            text=row.text,
            variables=row.variables,
            saved_by=uow.principal.id,
        )
    )
    await uow.flush()
