"""What the people of a workspace are told when a campaign stops by itself."""

from uuid import UUID

from mewayz_crm.campaigns.models import Campaign
from mewayz_kit.notices import Asked, Recipients, Words, notify
from mewayz_kit.uow import UnitOfWork

STOPPED = "crm.campaign_stopped"
PERMISSION = "crm.campaigns:send"
WORDS = {
    "en": ("The campaign “{name}” has stopped", "Reason: {reason}. It goes on when you resume or start it."),
    "de": ("Die Kampagne „{name}“ wurde angehalten", "Grund: {reason}. Sie läuft weiter, wenn du sie fortsetzt."),
}


def tell_stopped(uow: UnitOfWork, row: Campaign) -> None:
    """Tell whoever made the campaign, or those who may send one; once per stop."""
    people = Recipients.people([row.owner_id]) if row.owner_id else Recipients.permission_holders(PERMISSION)
    notify(
        uow,
        recipients=people,
        category="work",
        template=STOPPED,
        params={"campaign_id": str(row.id)},
        url=f"/crm/campaigns/{row.id}",
        dedupe_key=f"{STOPPED}:{row.id}:{row.version}",
        deferred=True,
    )


async def words(uow: UnitOfWork, asked: Asked) -> Words | None:
    """What the reader is told, unless it goes on by now."""
    row = await uow.find(Campaign, UUID(asked.notice.params["campaign_id"]))
    if row is None or row.reason is None:
        return None
    title, body = WORDS.get(asked.language, WORDS["en"])
    return Words(title=title.format(name=row.name), body=body.format(reason=row.reason.replace("_", " ")))
