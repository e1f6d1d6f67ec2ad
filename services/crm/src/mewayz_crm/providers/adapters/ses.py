"""Amazon SES: bounces, complaints and deliveries, as the message of an SNS notification. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from mewayz_crm.mail_events.reports import Report
from mewayz_crm.mail_events.schemas import Kind
from mewayz_crm.providers.adapters.reading import bounced, clue, happened, moment

NAME = "ses"
KNOWN_AS_LOST = {"Suppressed", "OnAccountSuppressionList", "NoEmail"}
"""Permanent bounces that SES makes itself, since it knows the address to be lost."""


def reports(said: Mapping[str, Any], now: datetime) -> list[Report]:
    """What SES says about one mail, each recipient apart."""
    match said.get("notificationType") or said.get("eventType"):
        case "Bounce":
            return _bounces(said, now)
        case "Complaint":
            return _complaints(said, now)
        case "Delivery":
            about, at = said["delivery"], moment(said["delivery"].get("timestamp"), now)
            return [_one(said, "delivered", one, "delivery", at) for one in about.get("recipients", ())]
    return []


def _bounces(said: Mapping[str, Any], now: datetime) -> list[Report]:
    bounce = said["bounce"]
    at, feedback = moment(bounce.get("timestamp"), now), str(bounce.get("feedbackId", "bounce"))
    found = []
    for one in bounce.get("bouncedRecipients", ()):
        status, text = one.get("status"), one.get("diagnosticCode")
        kind = bounced(status, text)
        if bounce.get("bounceType") == "Permanent" and bounce.get("bounceSubType") in KNOWN_AS_LOST:
            kind = "hard_bounce"
        reason = text or f"{bounce.get('bounceType')} {bounce.get('bounceSubType')}"
        found.append(_one(said, kind, one["emailAddress"], feedback, at, reason=reason, status=status))
    return found


def _complaints(said: Mapping[str, Any], now: datetime) -> list[Report]:
    complaint = said["complaint"]
    at, feedback = moment(complaint.get("timestamp"), now), str(complaint.get("feedbackId", "complaint"))
    kinds: dict[str, Kind | None] = {"not-spam": None, "auth-failure": None, "opt-out": "unsubscribe"}
    kind = kinds.get(str(complaint.get("complaintFeedbackType")), "complaint")
    people: Sequence[Mapping[str, Any]] = complaint.get("complainedRecipients", ()) if kind else ()
    return [_one(said, kind, one["emailAddress"], feedback, at) for one in people if kind]


def _one(said: Mapping[str, Any], kind: Kind, address: str, feedback: str, at: datetime, **more: Any) -> Report:
    reference = said["mail"]["messageId"]
    about = clue(address, ref=reference)
    return happened(NAME, kind, about, event_id=f"{reference}:{feedback}:{about.address}", at=at, **more)
