"""Routes of notification preferences; they belong to a person. A link of a mail needs no credential."""

from mewayz_kit.auth import Anyone, Person, Uow
from mewayz_kit.route import new_router, options
from mewayz_workspace.notification_preferences import service, unsubscribe
from mewayz_workspace.notification_preferences.schemas import Preferences, PreferencesShown, Unsubscribed

router = new_router("workspace/notification-preferences")


@router.get("")
async def get(p: Person, uow: Uow) -> PreferencesShown:
    """Every category and channel (`in_app`, `email`, `push`) as it holds for the caller, quiet hours and digest."""
    return await service.show(uow)


@router.put("")
async def put(data: Preferences, p: Person, uow: Uow) -> PreferencesShown:
    """Change choices; what is not named stays. 422 `locked`: security and billing cannot be switched off.

    In quiet hours mail and push wait for their end; a digest (`daily`, `weekly` on Mondays, at 8:00) bundles mail.
    Security and billing never wait.
    """
    await service.prefer(uow, data)
    return await service.show(uow)


public_router = new_router("workspace/public", tag="unsubscribe")


@public_router.get("/unsubscribe/{token}", openapi_extra=options(rate="public"))
async def show_unsubscribe(token: str, p: Anyone, uow: Uow) -> Unsubscribed:
    """What the link in a mail would switch off; changes nothing. 404 for a link that we did not make."""
    return await unsubscribe.show(uow, token)


@public_router.post("/unsubscribe/{token}", openapi_extra=options(rate="public", idempotency="none"))
async def unsubscribe_mail(token: str, p: Anyone, uow: Uow) -> Unsubscribed:
    """One click (RFC 8058): no more mails of that category. Safe to repeat; the body is not looked at."""
    return await unsubscribe.stop(uow, token)
