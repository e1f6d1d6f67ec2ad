"""Mails that came back: what providers report, and whom we tell."""

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlmodel import col

from mewayz_kit.errors import Malformed
from mewayz_kit.events import Reject
from mewayz_kit.inbox import Work
from mewayz_kit.mail import elastic_email, mailgun, sendgrid, ses
from mewayz_kit.mail.reports import BOUNCES, MailReport
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.integrations import service as integrations
from mewayz_workspace.mail.events import MailBounced
from mewayz_workspace.mail.models import MailMessage

SNS = re.compile(r"sns\.[a-z0-9-]+\.amazonaws\.com(\.cn)?")
FINISHED = ("sent", "queued")


def topic_to_confirm(body: bytes) -> str | None:
    """The URL by which Amazon wants to hear that its notices are wanted."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(said, dict) or said.get("Type") != "SubscriptionConfirmation":
        return None
    url = str(said.get("SubscribeURL", ""))
    return url if SNS.fullmatch(urlsplit(url).hostname or "") else None


async def confirm_topic(work: Work, url: str) -> None:
    """Say yes to Amazon, once."""
    answer = await work.runtime.egress.request("GET", url)
    if answer.status >= 400:
        raise Reject(f"SNS answered {answer.status}")


async def receive(uow: UnitOfWork, token: str, body: bytes) -> int:
    """Take over what a provider reports about our mails; answers how many of them bounced."""
    integration = await integrations.by_events_token(uow, token)
    try:
        found = parse(integration.provider, body, uow.now)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed(detail="This is no event of that provider.") from error
    return sum([await _note(uow, said) for said in found if said.kind in BOUNCES])


def parse(provider: str, body: bytes, now: datetime) -> Sequence[MailReport]:
    """What a provider's report says."""
    if provider == "elastic_email":
        return elastic_email.reports(dict(parse_qsl(body.decode())), now)
    said = orjson.loads(body)
    match provider:
        case "sendgrid":
            return sendgrid.reports(said, now)
        case "mailgun":
            return mailgun.reports(said, now)
        case "ses" if said.get("Type") == "Notification":
            return ses.reports(orjson.loads(said["Message"]), now)
    return []


async def _note(uow: UnitOfWork, bounce: MailReport) -> bool:
    """A mail that we sent, and that has not bounced before; anything else is not ours."""
    ours = (
        col(MailMessage.message_id) == bounce.message_id
        if bounce.message_id is not None
        else col(MailMessage.provider_id) == bounce.provider_id
    )
    row: MailMessage | None = await uow.scalar(
        sa.select(MailMessage).where(ours, col(MailMessage.state).in_(FINISHED)).with_for_update().limit(1)
    )
    if row is None or row.to.casefold() != bounce.address.casefold():
        return False
    row.last_error = bounce.reason
    lost = bounce.kind == "hard_bounce"
    if lost:
        row.state, row.sealed_data = "bounced", None
        tell(uow, row.id, row.to, row.template, bounce.reason or bounce.kind)
    await uow.flush()
    return lost


def tell(uow: UnitOfWork, mail_id: UUID, address: str, template: str, reason: str) -> None:
    """An address that takes no mail is worth knowing wherever it is used."""
    uow.publish(MailBounced(id=mail_id, address=address, template=template, reason=reason[:500]))
