"""What fills and empties the audit feeds."""

from collections.abc import Mapping

from mewayz_kit.events import PUBLIC, every, on
from mewayz_kit.inbox import Work
from mewayz_kit.privacy import Person, erase_user
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.audit import retention, service


@on(PUBLIC)
async def append_to_audit(envelope: Envelope, uow: UnitOfWork) -> None:
    """Every public event of every service is an entry."""
    await service.append(uow, envelope)


@erase_user
async def forget_words_about(uow: UnitOfWork, person: Person) -> Mapping[str, int]:
    """What was done to an account and from where stays in the platform's feed, without what it says of the person."""
    return {"audit_entries": await service.forget_person(uow, person.user_id)}


@every("1h")
async def forget_old_entries(work: Work) -> None:
    """Entries older than the plan keeps."""
    await retention.forget_old(work)
