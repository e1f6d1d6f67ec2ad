"""Reports about no message of ours."""

from sqlmodel import col

from mewayz_crm.mail_events.models import UnmatchedReport
from mewayz_crm.mail_events.rules import UNMATCHED_DAYS
from mewayz_crm.mail_events.schemas import UnmatchedReportRead
from mewayz_kit.inbox import Work
from mewayz_kit.records import Records
from mewayz_kit.retention import forget

reports = Records(UnmatchedReport, UnmatchedReportRead, entity="unmatched_mail_report", tells=())


async def forget_old(work: Work) -> None:
    """Let go of those nobody asked about in 90 days."""
    await forget(work.runtime, UnmatchedReport, col(UnmatchedReport.created_at) < work.now - UNMATCHED_DAYS)
