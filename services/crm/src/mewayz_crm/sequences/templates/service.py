"""Use-cases of sequence templates."""

from typing import Any
from uuid import UUID

from mewayz_crm.mail_templates import service as mail_templates
from mewayz_crm.mail_templates.schemas import MailTemplateCreate
from mewayz_crm.sequences import service as sequences
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.schemas import SequenceCreate
from mewayz_crm.sequences.templates.schemas import SequenceTemplateRead, SequenceTemplates, UseTemplate
from mewayz_crm.sequences.templates.seeds import BUILT, Built
from mewayz_kit.errors import NotFound
from mewayz_kit.languages import language_of
from mewayz_kit.uow import UnitOfWork

KINDS = {"marketing": "campaign", "transactional": "transactional"}
"""The kind of mail template for each kind of sequence."""


async def every(uow: UnitOfWork) -> SequenceTemplates:
    """All of them, in the language of the workspace."""
    locale = (await uow.runtime.tenants.get(uow.workspace_id)).locale
    return SequenceTemplates(items=[_shown(built, locale) for built in BUILT])


async def use(uow: UnitOfWork, key: str, wanted: UseTemplate) -> Sequence:
    """A draft with the steps of a template, and mail templates of its own for what it sends."""
    built = next((one for one in BUILT if one.key == key), None)
    if built is None:
        raise NotFound(detail="There is no sequence template with this key.")
    shown = _shown(built, (await uow.runtime.tenants.get(uow.workspace_id)).locale)
    ids = {mail.key: await _mail(uow, built, mail.key, mail.subject, mail.body) for mail in shown.mails}
    trigger = dict(built.trigger)
    if trigger["event"] == "list_confirmed" and wanted.list_id is not None:
        trigger["about"] = str(wanted.list_id)
    body = {
        **wanted.model_dump(),
        "name": wanted.name or shown.name,
        "kind": built.kind,
        "trigger": trigger,
        "steps": [_step(step, ids) for step in built.steps],
        "windows": built.windows,
        "exits": built.exits,
        "reentry": built.reentry,
        "reentry_days": built.reentry_days,
    }
    return await sequences.create(uow, SequenceCreate.model_validate(body))


def _shown(built: Built, locale: str) -> SequenceTemplateRead:
    language = language_of(locale, built.names)
    mails = [
        {"key": key, "subject": words[language][0], "body": words[language][1]} for key, words in built.mails.items()
    ]
    named = {"name": built.names[language], "description": built.descriptions[language], "mails": mails}
    return SequenceTemplateRead.model_validate({**built._asdict(), **named})


def _step(step: dict[str, Any], ids: dict[str, UUID]) -> dict[str, Any]:
    if "mail" not in step:
        return step
    return {"key": step["key"], "type": step["type"], "template_id": ids[step["mail"]]}


async def _mail(uow: UnitOfWork, built: Built, key: str, subject: str, body: str) -> UUID:
    """A mail template of the words, under a key that is free; marketing says at its end how to leave."""
    blocks: list[dict[str, Any]] = [{"type": "text", "text": body}]
    if built.kind == "marketing":
        blocks.append({"type": "footer"})
    words = {
        "key": await mail_templates.free_key(uow, key),
        "kind": KINDS[built.kind],
        "editor": "block",
        "subject": subject,
    }
    return (await mail_templates.create(uow, MailTemplateCreate.model_validate({**words, "blocks": blocks}))).id
