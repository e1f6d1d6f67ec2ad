"""The kinds of records that people look for and read about: who may read them, where they are, what they are called.

A kind is `service.entity` as in event types. What is not in this table is neither found nor told: a record that is
forgotten here stays hidden, never open. `tests/contract/test_kinds.py` holds it against the contracts.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from mewayz_kit.permissions import allows

TITLES = ("name", "title", "subject", "number", "label", "code", "domain", "key", "body")
"""The fields that may name a record, best first."""
MAX_TITLE, MAX_TEXT = 300, 8_000


class Kind(NamedTuple):
    """`permission` is demanded to read; `url` a path of the product; `text` the fields whose words are found besides
    the title; `en` and `de` the noun with its article, `de` in the accusative; `owned`: a role may be limited to one's
    own records of it (`projections.record_access`)."""

    permission: str
    url: str
    text: tuple[str, ...]
    en: str
    de: str
    searched: bool = True
    owned: bool = False


def _kind(
    permission: str, en: str, de: str, *text: str, url: str = "", searched: bool = True, owned: bool = False
) -> Kind:
    service, _, noun = permission.partition(".")
    path = url or f"/{service}/{noun.replace('_', '-')}/{{id}}"
    return Kind(f"{permission}:read", path, text, en, de, searched, owned)


_owned = partial(_kind, owned=True)


KINDS: dict[str, Kind] = {
    "crm.contact": _owned(
        "crm.contacts", "a contact", "einen Kontakt", "emails", "phones", "title", "city", "country", "website", "tags"
    ),
    "crm.company": _owned(
        "crm.companies", "a company", "eine Firma", "domains", "description", "industry", "country", "website", "tags"
    ),
    "crm.lead": _owned("crm.leads", "a lead", "einen Lead", "email", "phone", "company_name", "title", "city", "tags"),
    "crm.deal": _owned("crm.deals", "a deal", "ein Geschäft", "tags"),
    "crm.activity": _owned("crm.activities", "a task", "eine Aufgabe", "description", "tags", url="/crm/tasks"),
    "crm.note": _owned("crm.notes", "a note", "eine Notiz", "body"),
    "crm.pipeline": _kind("crm.pipelines", "a pipeline", "eine Pipeline", searched=False),
    "crm.campaign": _kind("crm.campaigns", "a campaign", "eine Kampagne", "subject"),
    "crm.sequence": _kind("crm.sequences", "a sequence", "eine Sequenz"),
    "crm.segment": _kind("crm.segments", "a segment", "ein Segment", "description"),
    "crm.list": _kind("crm.lists", "a list", "eine Liste", "purpose"),
    "crm.mail_template": _kind("crm.mail_templates", "a mail template", "eine Mailvorlage", "key", "preheader"),
    "crm.sender": _kind("crm.senders", "a sender", "einen Absender", searched=False),
    "crm.mail_domain": _kind("crm.mail_domains", "a mail domain", "eine Mail-Domain", searched=False),
    "social.page": _kind("social.pages", "a page", "eine Seite", "handle", "description"),
    "social.site": _kind("social.sites", "a website", "eine Website", "handle", "description"),
    "social.post": _kind("social.posts", "a post", "einen Beitrag", "caption", "text"),
    "social.link": _kind("social.links", "a short link", "einen Kurzlink", "url", "title"),
    "social.form": _kind("social.forms", "a form", "ein Formular", "description"),
    "commerce.product": _kind("commerce.products", "a product", "ein Produkt", "sku", "description", "tags"),
    "commerce.order": _kind("commerce.orders", "an order", "eine Bestellung", "customer_name", "email"),
    "courses.course": _kind("courses.courses", "a course", "einen Kurs", "description", "summary"),
    "courses.event": _kind("courses.events", "an event", "eine Veranstaltung", "description"),
    "bookings.service": _kind("bookings.services", "a service", "ein Angebot", "description"),
    "bookings.booking": _kind("bookings.bookings", "a booking", "eine Buchung", "customer_name", "email"),
    "finance.invoice": _kind("finance.invoices", "an invoice", "eine Rechnung", "customer_name", "reference"),
    "finance.quote": _kind("finance.quotes", "a quote", "ein Angebot", "customer_name", "reference"),
    "ai.workflow": _kind("ai.workflows", "a workflow", "einen Ablauf", "description"),
    "ai.chatbot": _kind("ai.chatbots", "a chatbot", "einen Chatbot", "description"),
    "marketplace.listing": _kind("marketplace.listings", "a template", "eine Vorlage", "summary", "tags"),
    "analytics.dashboard": _kind("analytics.dashboards", "a dashboard", "ein Dashboard"),
    "workspace.media": _kind("workspace.media", "a file", "eine Datei", "alt_text", url="/media"),
    "workspace.ticket": _kind("workspace.tickets", "a ticket", "ein Ticket", "number", url="/support/tickets/{id}"),
    "workspace.member": _kind("workspace.members", "a member", "ein Mitglied", url="/team", searched=False),
    "workspace.role": _kind("workspace.roles", "a role", "eine Rolle", url="/team", searched=False),
    "workspace.invitation": _kind(
        "workspace.invitations", "an invitation", "eine Einladung", url="/team/invitations", searched=False
    ),
    "workspace.workspace": _kind(
        "workspace.workspaces", "the workspace", "den Workspace", url="/settings/general", searched=False
    ),
}


OWNED = frozenset(name for name, kind in KINDS.items() if kind.owned)
"""The kinds of which a role may be limited to its own records."""


def readable(permissions: Collection[str]) -> list[str]:
    """The kinds that somebody with these patterns may read."""
    return [name for name, kind in KINDS.items() if allows(permissions, kind.permission)]


def kind_of(event_type: str) -> str:
    """`crm.contact` of `crm.contact.created.v1`."""
    return ".".join(event_type.split(".")[:2])


def title_of(data: Mapping[str, Any]) -> str | None:
    """What names a record, by its snapshot."""
    for field in TITLES:
        value = data.get(field)
        if isinstance(value, str) and (text := " ".join(value.split())):
            return text[:MAX_TITLE]
    return None


def text_of(kind: Kind, data: Mapping[str, Any]) -> str:
    """Further words by which a record is found."""
    found = [part for field in kind.text for part in _strings(data.get(field))]
    return " ".join(" ".join(found).split())[:MAX_TEXT]


def _strings(value: Any) -> Iterator[str]:
    """The texts in a field, however it is built."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
