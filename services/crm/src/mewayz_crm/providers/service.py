"""Use-cases of providers: what they report, taken over only when it is proven to come from them.

A report that comes again, late or beside itself does nothing: each event has a name and counts once (`mail_events`).
So a signature needs no age.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson
from pydantic import SecretStr

from mewayz_crm.environment import environment_of
from mewayz_crm.formats import read_address
from mewayz_crm.mail_events import service as mail_events
from mewayz_crm.mail_events.reports import Clue, Occurrence, Report
from mewayz_crm.providers import sns
from mewayz_crm.providers.schemas import ConfirmTopic
from mewayz_kit.errors import Forbidden, Malformed, NotFound
from mewayz_kit.events import Reject
from mewayz_kit.inbox import Work
from mewayz_kit.mail import elastic_email, mailgun, sendgrid, ses
from mewayz_kit.mail.reports import MailReport
from mewayz_kit.uow import UnitOfWork


@dataclass(frozen=True, slots=True)
class Delivery:
    """One call of a provider."""

    headers: Mapping[str, str]
    body: bytes


async def receive(uow: UnitOfWork, provider: str, endpoint: str, delivery: Delivery) -> None:
    """Take over what a provider reports.

    404 for a provider that is not set up and for a wrong word in the address, 403 `signature_invalid` for what the
    provider did not sign, 400 for what is none of its events.
    """
    _refuse_unknown(uow, endpoint)
    match provider:
        case "elastic_email":
            found = _reports(lambda: elastic_email.reports(dict(parse_qsl(delivery.body.decode())), uow.now))
        case "sendgrid":
            found = _sendgrid(uow, delivery)
        case "mailgun":
            found = _mailgun(uow, delivery)
        case "ses":
            found = await _ses(uow, delivery)
        case _:
            raise NotFound(detail="There is no such address.")
    for said in found:
        mail_events.report(uow, _about_ours(provider, said))


async def receive_query(uow: UnitOfWork, provider: str, endpoint: str, query: Mapping[str, str]) -> None:
    """What Elastic Email reports by a GET, in a transaction of its own: a GET has none that writes."""
    _refuse_unknown(uow, endpoint)
    if provider != "elastic_email":
        raise NotFound(detail="There is no such address.")
    async with uow.apart() as unit:
        for said in elastic_email.reports(query, unit.now):
            mail_events.report(unit, _about_ours(provider, said))


async def confirm_topic(work: Work, url: str) -> None:
    """Say yes to Amazon, once."""
    answer = await work.runtime.egress.request("GET", url)
    if answer.status >= 400:
        raise Reject(f"SNS answered {answer.status}")


def matches(endpoint: str, wanted: SecretStr | None) -> bool:
    """Whether the word in an address is the one that was set; in the same time for every guess."""
    word = wanted.get_secret_value() if wanted else ""
    return hmac.compare_digest(endpoint.encode(), word.encode()) and bool(word)


def _refuse_unknown(uow: UnitOfWork, endpoint: str) -> None:
    if not matches(endpoint, environment_of(uow.runtime.settings).crm_events_endpoint):
        raise NotFound(detail="There is no such address.")


def _sendgrid(uow: UnitOfWork, delivery: Delivery) -> list[MailReport]:
    key = environment_of(uow.runtime.settings).crm_sendgrid_events_key
    _refuse_unset(key)
    _refuse_forged(sendgrid.is_signed(key, delivery.headers, delivery.body))
    return _reports(lambda: sendgrid.reports(orjson.loads(delivery.body), uow.now))


def _mailgun(uow: UnitOfWork, delivery: Delivery) -> list[MailReport]:
    secret = environment_of(uow.runtime.settings).crm_mailgun_events_key
    key, body = secret.get_secret_value() if secret else "", _document(delivery)
    _refuse_unset(key)
    _refuse_forged(mailgun.is_signed(key, body))
    return _reports(lambda: mailgun.reports(body, uow.now))


async def _ses(uow: UnitOfWork, delivery: Delivery) -> list[MailReport]:
    topic, note = environment_of(uow.runtime.settings).crm_ses_events_topic, _document(delivery)
    _refuse_unset(topic)
    # Amazon signs for everybody who has a topic: only ours is heard.
    _refuse_forged(note.get("TopicArn") == topic and await sns.is_signed(uow.runtime, note))
    if note["Type"] == "Notification":
        return _reports(lambda: ses.reports(orjson.loads(str(note["Message"])), uow.now))
    url = str(note.get("SubscribeURL", ""))
    if note["Type"] == "SubscriptionConfirmation" and sns.is_amazons(url):
        from mewayz_crm.providers.handlers import confirm_sns_topic  # it calls this module

        uow.enqueue(confirm_sns_topic, ConfirmTopic(url=url), dedupe=f"sns:{note.get('MessageId')}")
    return []


def _document(delivery: Delivery) -> Mapping[str, Any]:
    try:
        said = orjson.loads(delivery.body)
    except ValueError as error:
        raise Malformed(detail="This is no event of that provider.") from error
    if not isinstance(said, dict):
        raise Malformed(detail="This is no event of that provider.")
    return said


def _reports(reading: Callable[[], list[MailReport]]) -> list[MailReport]:
    """What a reader finds; 400 for what it cannot read."""
    try:
        return reading()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Malformed(detail="This is no event of that provider.") from error


def _about_ours(provider: str, said: MailReport) -> Report:
    """A report as one about a message of ours."""
    try:
        address = read_address(said.address).norm
    except ValueError:  # what is no address is none of ours either
        address = said.address[:254]
    about = Clue(message_id=said.message_id, provider_ref=said.provider_id, address=address)
    everything = said.kind == "unsubscribe"  # a provider that was told so lets nothing more through
    what = Occurrence(
        kind=said.kind,
        at=said.at,
        provider=provider,
        event_id=said.event_id,
        reason=said.reason,
        status=said.status,
        everything=everything,
    )
    return Report(about=about, what=what)


def _refuse_unset(setting: str) -> None:
    if not setting:
        raise NotFound(detail="There is no such address.")


def _refuse_forged(signed: bool) -> None:
    if not signed:
        raise Forbidden("signature_invalid", "The provider did not sign this.")
