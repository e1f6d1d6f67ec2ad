"""What follows a deleted custom field."""

from uuid import UUID

from mewayz_crm.custom_fields import service
from mewayz_crm.custom_fields.events import CustomFieldDeleted, StripValues
from mewayz_kit.events import job, on
from mewayz_kit.uow import UnitOfWork


@on(CustomFieldDeleted)
async def strip_values(event: CustomFieldDeleted, uow: UnitOfWork) -> None:
    """Take the values of a deleted field off the records, batch by batch."""
    await _strip(uow, event.entity, event.key, None)


@job
async def strip_more_values(data: StripValues, uow: UnitOfWork) -> None:
    """The next batch."""
    await _strip(uow, data.entity, data.key, data.after)


async def _strip(uow: UnitOfWork, entity: str, key: str, after: UUID | None) -> None:
    following = await service.strip_values(uow, entity=entity, key=key, after=after)
    if following is not None:
        uow.enqueue(strip_more_values, StripValues(entity=entity, key=key, after=following))
