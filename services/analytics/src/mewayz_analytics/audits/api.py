"""Routes of audits, for staff."""

from mewayz_analytics.audits.service import audits
from mewayz_kit.resource import Resource

resource = Resource(
    "analytics/admin/audits",
    audits,
    permission="platform.analytics",
    auth="staff",
    filter=("since", "until", "wrong"),
    verbs=("list", "get"),
)
router = resource.router
