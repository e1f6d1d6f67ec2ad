"""What becomes a notification."""

from collections.abc import Mapping
from uuid import UUID

from mewayz_kit.events import every, job, on
from mewayz_kit.inbox import Work
from mewayz_kit.notices import Notice, Recipients
from mewayz_kit.privacy import purge_workspace
from mewayz_kit.transport.base import Envelope
from mewayz_kit.uow import UnitOfWork
from mewayz_workspace.notifications import delivery, retention
from mewayz_workspace.notifications.deferred import deliver_rendered
from mewayz_workspace.notifications.events import (
    ErasureCancelled,
    ErasureScheduled,
    ExportCompleted,
    ImpersonationEnded,
    ImpersonationStarted,
    SecurityAlerted,
)
from mewayz_workspace.notifications.schemas import DeferredNotice
from mewayz_workspace.notifications.texts import day
from mewayz_workspace.team.roles.rules import SERVICES


@on(*(f"{name}.notice.requested.v1" for name in SERVICES))
async def deliver_notice(envelope: Envelope, uow: UnitOfWork) -> None:
    """A service wants people told. Words of deferred notices are asked for, person by person."""
    notice = Notice.model_validate(envelope.data)
    people = await delivery.recipients(uow, notice)
    if not notice.deferred:
        await delivery.deliver(uow, notice, to=people, source=envelope.source)
        return
    about = notice.model_dump(exclude={"recipients", "deferred"})
    for user_id in people:
        data = DeferredNotice(source=envelope.source, user_id=user_id, **about)
        uow.enqueue(ask_for_words, data, dedupe=f"{envelope.id}:{user_id}")


@job
async def ask_for_words(data: DeferredNotice, work: Work) -> None:
    """Ask the source now, so that who has lost access is told nothing."""
    await deliver_rendered(work, data)


@on(SecurityAlerted)
async def tell_of_security(event: SecurityAlerted, uow: UnitOfWork) -> None:
    """The person sees it in the product; identity has mailed already."""
    notice = Notice(
        recipients=Recipients(users=(event.user_id,)),
        category="security",
        template="security_alert",
        params={"what": event.kind.replace("_", " ")},
        url="/account/security",
        dedupe_key=f"security:{event.kind}:{uow.cause.causation_id}",
        deferred=False,
    )
    await delivery.deliver(uow, notice, to=[event.user_id], source="identity", channels=("in_app",))


@on(ExportCompleted)
async def tell_of_export(event: ExportCompleted, uow: UnitOfWork) -> None:
    """The archive is ready."""
    until = {"until": day(event.expires_at)}
    await _tell_of_account(uow, event.user, "export_ready", key=event.export, url="/account/privacy", **until)


@on(ErasureScheduled)
async def tell_of_erasure(event: ErasureScheduled, uow: UnitOfWork) -> None:
    """The account will be erased: who did not want it can still stop it."""
    when = {"when": day(event.scheduled_for)}
    await _tell_of_account(uow, event.user, "erasure_scheduled", key=event.erasure, url="/account/privacy", **when)


@on(ErasureCancelled)
async def tell_of_no_erasure(event: ErasureCancelled, uow: UnitOfWork) -> None:
    """The account stays."""
    await _tell_of_account(uow, event.user, "erasure_cancelled", key=event.erasure, url="/account/privacy")


@on(ImpersonationStarted)
async def tell_of_impersonation(event: ImpersonationStarted, uow: UnitOfWork) -> None:
    """Staff acts as the person, and why."""
    key, reason = event.impersonation_id, event.reason
    await _tell_of_account(uow, event.user_id, "impersonation_started", key=key, reason=reason)


@on(ImpersonationEnded)
async def tell_of_no_impersonation(event: ImpersonationEnded, uow: UnitOfWork) -> None:
    """Staff does no longer."""
    await _tell_of_account(uow, event.user_id, "impersonation_ended", key=event.impersonation_id)


async def _tell_of_account(
    uow: UnitOfWork, user_id: UUID, template: str, *, key: UUID, url: str = "/account/security", **params: str
) -> None:
    """Once for each fact, also to somebody whose account is about to go."""
    notice = Notice(
        recipients=Recipients(users=(user_id,)),
        category="security",
        template=template,
        params=params,
        url=url,
        dedupe_key=f"{template}:{key}",
        deferred=False,
    )
    await delivery.deliver(uow, notice, to=[user_id], source="identity", of=("active", "deletion_scheduled"))


@every("1d")
async def forget_old_notifications(work: Work) -> None:
    """What is older than a year is no longer shown."""
    await retention.forget_old(work)


@purge_workspace
async def forget_notices(uow: UnitOfWork, workspace_id: UUID) -> Mapping[str, int]:
    """What people were told of a purged workspace goes with it."""
    return {"notifications": await retention.forget_workspace(uow, workspace_id)}
