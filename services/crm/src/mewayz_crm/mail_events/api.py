"""Routes of mail events: what happened is read, never written, by members."""

from mewayz_crm.mail_events import service, unmatched
from mewayz_kit.resource import Resource

mail_events = Resource(
    "crm/mail-events",
    service.mail_events,
    permission="crm.mail_events",
    feature="contacts",
    filter=("message_id", "campaign_id", "step_id", "kind", "is_bot", "is_proxy", "at"),
    sort=("-at",),
    verbs=("list", "get", "export"),
)
router = mail_events.router

unmatched_reports = Resource(
    "crm/admin/unmatched-mail-reports",
    unmatched.reports,
    permission="platform.mail",
    auth="staff",
    filter=("provider", "kind", "created_at"),
    sort=("created_at",),
    verbs=("list", "get"),
)
unmatched_router = unmatched_reports.router
