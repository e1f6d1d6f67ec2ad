"""Use-cases of mail templates: every save is checked and kept as a version."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from jinja2 import TemplateError
from sqlmodel import col

from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.schema import given
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit.staff import StaffRecords
from mewayz_workspace.mail.models import MailTemplate, MailTemplateVersion
from mewayz_workspace.mail.rendering import problems, render
from mewayz_workspace.mail.schemas import (
    MailTemplateCreate,
    MailTemplateRead,
    MailTemplateUpdate,
    MailTemplateVersionRead,
    MailTemplateVersions,
    Preview,
    PreviewRequest,
)

DEFAULT_LOCALE = "en"
PARTS = ("subject", "text", "html")
records = StaffRecords(
    MailTemplate, MailTemplateRead, entity="mail_template", tells=("created", "updated", "deleted"), public=False
)


async def find(uow: UnitOfWork, key: str, locale: str) -> MailTemplate:
    """The template in the wanted language, its base language, or English."""
    wanted = [locale, locale.partition("-")[0], DEFAULT_LOCALE]
    rows = await uow.all(
        sa.select(MailTemplate).where(col(MailTemplate.key) == key, col(MailTemplate.locale).in_(wanted))
    )
    found: MailTemplate | None = min(rows, key=lambda row: wanted.index(row.locale), default=None)
    if found is None:
        raise Unprocessable.field("/template", "unknown_template", f"There is no mail template {key}.")
    return found


async def create(uow: UnitOfWork, data: MailTemplateCreate) -> MailTemplate:
    """One more language of a template; the names it may use are those of the English one."""
    english: MailTemplate | None = await uow.scalar(
        sa.select(MailTemplate).where(col(MailTemplate.key) == data.key, col(MailTemplate.locale) == DEFAULT_LOCALE)
    )
    if english is None:
        raise Unprocessable.field("/key", "unknown_template", f"There is no mail template {data.key}.")
    twin = sa.select(col(MailTemplate.id)).where(
        col(MailTemplate.key) == data.key, col(MailTemplate.locale) == data.locale
    )
    if await uow.scalar(twin) is not None:
        raise Conflict("template_exists", "The template is there in this language already.")
    _check(data.model_dump(include=set(PARTS)), english.variables)
    row = await records.create(uow, MailTemplate(**data.model_dump(), variables=english.variables))
    await _keep(uow, row)
    return row


async def edit(uow: UnitOfWork, row: MailTemplate, patch: MailTemplateUpdate) -> MailTemplate:
    """Save new words after checking syntax and variables of each part; the words before stay as a version."""
    return await _save(uow, row, given(patch))


async def delete(uow: UnitOfWork, row: MailTemplate) -> None:
    """A language goes; English stays, because every other language falls back to it."""
    if row.locale == DEFAULT_LOCALE:
        raise Conflict("template_needed", "The English words are those that every other language falls back to.")
    await uow.execute(sa.delete(MailTemplateVersion).where(col(MailTemplateVersion.template_id) == row.id))
    await records.delete(uow, row)


async def versions(uow: UnitOfWork, template_id: UUID) -> MailTemplateVersions:
    """Every version that was saved, newest first; empty while the seeded words hold."""
    await records.get(uow, template_id)
    rows: Sequence[MailTemplateVersion] = await uow.all(
        sa.select(MailTemplateVersion)
        .where(col(MailTemplateVersion.template_id) == template_id)
        .order_by(col(MailTemplateVersion.number).desc())
    )
    return MailTemplateVersions(items=[MailTemplateVersionRead.model_validate(row) for row in rows])


async def revert(uow: UnitOfWork, template_id: UUID, number: int) -> MailTemplate:
    """Take the words of a version again; that is a save of its own."""
    row = await records.get(uow, template_id, lock=True)
    version: MailTemplateVersion | None = await uow.scalar(
        sa.select(MailTemplateVersion).where(
            col(MailTemplateVersion.template_id) == template_id, col(MailTemplateVersion.number) == number
        )
    )
    if version is None:
        raise Unprocessable.field("/number", "unknown_version", "There is no version of this number.")
    return await _save(uow, row, {part: getattr(version, part) for part in PARTS})


async def preview(uow: UnitOfWork, template_id: UUID, wanted: PreviewRequest) -> Preview:
    """Fill in the saved or the given words; 422 for what could not be saved. Changes nothing."""
    row = await records.get(uow, template_id)
    tried = {part: getattr(wanted, part) or getattr(row, part) for part in PARTS}
    _check(tried, row.variables)
    if unknown := sorted(wanted.data.keys() - set(row.variables)):
        raise Unprocessable.field(f"/data/{unknown[0]}", "unknown_variable", "The template has no such variable.")
    data = {name: name for name in row.variables} | wanted.data
    try:
        return Preview(**render(**tried, data=data)._asdict())
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        raise Unprocessable("invalid_template", f"The template cannot be filled in: {error}") from error


async def _save(uow: UnitOfWork, row: MailTemplate, words: Mapping[str, Any]) -> MailTemplate:
    _check(words, row.variables)
    if await _last_number(uow, row.id) == 0:
        await _keep(uow, row)
    async with records.changing(uow, row):
        for name, source in words.items():
            setattr(row, name, source)
    await _keep(uow, row)
    return row


def _check(parts: Mapping[str, Any], variables: Sequence[str]) -> None:
    for name, source in parts.items():
        if name not in PARTS:
            continue
        if source is None:
            raise Unprocessable.field(f"/{name}", "null", "A template has a subject, a text and HTML.")
        if problem := problems(source, variables):
            raise Unprocessable.field(f"/{name}", "invalid_template", f"The {name} {problem}.")


async def _last_number(uow: UnitOfWork, template_id: UUID) -> int:
    """The caller holds the template's row, so two saves never get one number."""
    mine = col(MailTemplateVersion.template_id) == template_id
    return await uow.scalar(sa.select(sa.func.max(col(MailTemplateVersion.number))).where(mine)) or 0


async def _keep(uow: UnitOfWork, row: MailTemplate) -> None:
    number = await _last_number(uow, row.id) + 1
    words = {part: getattr(row, part) for part in PARTS}
    uow.add(MailTemplateVersion(template_id=row.id, number=number, saved_by=uow.principal.user_id, **words))
    await uow.flush()
