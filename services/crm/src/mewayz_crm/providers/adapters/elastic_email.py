"""Elastic Email's web notifications: one event per call, as parameters of a GET or a form. They carry no signature, so
the secret word in the address is all that proves them, and no id, so their contents are it. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime

from mewayz_crm.mail_events.reports import Report
from mewayz_crm.mail_events.schemas import Kind
from mewayz_crm.providers.adapters.reading import clue, happened, moment

NAME = "elastic_email"
KINDS: dict[str, Kind] = {"sent": "delivered", "abusereport": "complaint", "unsubscribed": "unsubscribe"}
LOST = {"nomailbox"}
"""Categories of an error after which an address is lost; all others say something about a mail, a server or a wait."""
NOTHING = {"ignore", "manualcancel", "notdeliveredcancelled"}
FORMAT = "%m/%d/%Y %I:%M:%S %p"


def reports(form: Mapping[str, str], now: datetime) -> list[Report]:
    """What one notification says."""
    status, category = form.get("status", "").lower(), form.get("category", "")
    if status in {"error", "bounced"}:
        if category.lower() in NOTHING:
            return []
        kind: Kind | None = "hard_bounce" if category.lower() in LOST else "soft_bounce"
    else:
        kind = KINDS.get(status)
    if kind is None:
        return []
    reference = form.get("transaction") or form.get("transactionid")
    parts = (reference or form.get("messageid", ""), form.get("to", ""), status, category, form.get("date", ""))
    about = clue(form.get("to", ""), ref=reference)
    reason = category or None
    return [happened(NAME, kind, about, event_id=":".join(parts), at=_moment(form.get("date", ""), now), reason=reason)]


def _moment(text: str, now: datetime) -> datetime:
    """`11/25/2026 12:00:00 PM` in UTC, or RFC 3339."""
    try:
        return datetime.strptime(text, FORMAT).replace(tzinfo=UTC)
    except ValueError:
        return moment(text, now)
