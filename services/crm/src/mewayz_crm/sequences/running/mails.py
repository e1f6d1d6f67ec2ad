"""The mails of sequences: whom they go to, what they say, and in which thread."""

from html import escape
from typing import Any
from uuid import UUID

from mewayz_crm.formats import Address
from mewayz_crm.mail import links
from mewayz_crm.mail_templates import service as templates
from mewayz_crm.messages import service as messages
from mewayz_crm.messages.drafts import Draft
from mewayz_crm.senders.models import Sender
from mewayz_crm.sequences.enrolments import people
from mewayz_crm.sequences.models import Sequence
from mewayz_crm.sequences.rules import CATEGORIES, MARKETING, OUTREACH, TRANSACTIONAL
from mewayz_crm.sequences.running.performing import Done, Standing
from mewayz_crm.sequences.steps.program import step_id
from mewayz_crm.sequences.steps.schemas import MailStep
from mewayz_crm.settings import service as settings
from mewayz_crm.tracking import service as tracking
from mewayz_kit.errors import Unprocessable
from mewayz_kit.languages import language_of
from mewayz_kit.uow import UnitOfWork

OPT_OUT = {
    "en": "If you do not want to hear from me again, tell me here:",
    "de": "Wenn du nichts mehr von mir hören möchtest, sag es mir hier:",
}
"""The line under every outreach mail, by language."""
REPLY = "Re: "
NEVER_LEFT = ("suppressed", "failed")


async def has_sender(uow: UnitOfWork, sequence: Sequence) -> bool:
    """Whether the address that its mails come from is there and proven."""
    sender = await uow.find(Sender, sequence.sender_id) if sequence.sender_id else None
    return sender is not None and sender.state == "verified"


async def queue(uow: UnitOfWork, at: Standing, step: MailStep) -> Done:
    """Have the mail of a step sent after the commit; it leaves under the rules of its category (`messages.claim`)."""
    sequence, row = at.sequence, at.row
    address, refusal = await people.address_for(uow, sequence, at.person, preferred=row.address_norm)
    if address is None:
        return Done("no_address") if sequence.kind == TRANSACTIONAL else Done(over=refusal)
    at.address_norm = address.norm
    version = await templates.latest(uow, step.template_id, also_deleted=True)
    if version is None:
        raise Unprocessable("unknown_reference", "The template of this step never was.")
    data = await _data(uow, at, address)
    filled = templates.fill_in(version, data)
    subject, html, text, thread = filled.subject, filled.html, filled.text, None
    if sequence.kind == OUTREACH:
        earlier = [one for one in await messages.of_enrolment(uow, row.id) if one.state not in NEVER_LEFT]
        thread = earlier[-1].rfc_message_id if earlier else None
        subject = REPLY + earlier[0].subject.removeprefix(REPLY) if earlier else subject
        html, text = await _with_way_out(uow, at, data["unsubscribe_url"], html, text)
    message = await messages.queue(
        uow,
        Draft(
            category=CATEGORIES[sequence.kind],  # type: ignore[arg-type]
            purpose=version.parts["key"],
            to_address=address.shown,
            to_name=" ".join(part for part in (at.person.shown.first_name, at.person.shown.last_name) if part) or None,
            contact_id=row.contact_id,
            sender_id=sequence.sender_id,
            subject=subject,
            html=html,
            text=text,
            list_ids=_lists(sequence),
            dedupe_key=f"sequence:{row.id}:{row.visit}",
            enrolment_id=row.id,
            step_id=step_id(sequence.id, step.key),
            in_reply_to=thread,
        ),
    )
    if sequence.kind != TRANSACTIONAL and message.state == "queued":
        message.html = tracking.instrument(uow.runtime, message, html, mode=await tracking.mode_of(uow))
    return Done("queued", message.id)


async def _data(uow: UnitOfWork, at: Standing, address: Address) -> dict[str, Any]:
    person, tenant = at.person.shown, await uow.runtime.tenants.get(uow.workspace_id)
    return {
        "contact": {**person.model_dump(include={"first_name", "last_name", "name"}), "email": address.shown},
        "workspace": {"name": tenant.name},
        **links.links_in(uow.runtime, uow.workspace_id, address.shown, _lists(at.sequence)),
        "postal_address": (await settings.current(uow)).postal_address or "",
    }


def _lists(sequence: Sequence) -> list[UUID]:
    """The list whose subscribers a marketing sequence is for; none for the other kinds."""
    return [sequence.list_id] if sequence.kind == MARKETING and sequence.list_id else []


async def _with_way_out(uow: UnitOfWork, at: Standing, url: str, html: str, text: str) -> tuple[str, str]:
    """Both forms of the words, with the line to opt out at their end."""
    locale = at.person.shown.locale or (await uow.runtime.tenants.get(uow.workspace_id)).locale
    line = OPT_OUT[language_of(locale, OPT_OUT)]
    shown = f'<p style="font-size:12px;color:#6b7280">{escape(line)} <a href="{escape(url)}">{escape(url)}</a></p>'
    before, body, after = html.rpartition("</body>")
    return (f"{before}{shown}{body}{after}" if body else html + shown), f"{text.rstrip()}\n\n{line}\n{url}\n"
