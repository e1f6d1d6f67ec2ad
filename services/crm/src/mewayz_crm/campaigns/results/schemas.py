"""Answers about results."""

from uuid import UUID

from mewayz_crm.mail_events.schemas import MailFigures


class CampaignFigures(MailFigures):
    """What became of the mails of a variant, or of all. Mails are counted, not events: who opens one twice counts once.

    `recipients` = queued + sending + sent + failed + unconfirmed + skipped; `skipped_because` sums to `skipped`.
    """

    recipients: int
    queued: int
    sending: int
    sent: int
    failed: int
    unconfirmed: int
    skipped: int
    skipped_because: dict[str, int]


class CampaignVariantFigures(CampaignFigures):
    """Those of one variant. Recipients whose variant is not known yet are in no variant."""

    variant: int
    id: UUID


class CampaignStats(CampaignFigures):
    """The figures of a campaign, summed up at this moment, and those of its variants."""

    variants: list[CampaignVariantFigures]
