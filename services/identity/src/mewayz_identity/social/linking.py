"""What follows when somebody has been proven by a provider: signing in, a new account, or one more link."""

from pydantic import TypeAdapter, ValidationError

from mewayz_identity.challenges import service as challenges
from mewayz_identity.consents import service as consents
from mewayz_identity.edge import Visitor
from mewayz_identity.logins import service as logins
from mewayz_identity.logins.schemas import MfaRequired
from mewayz_identity.logins.service import SignedIn, Way
from mewayz_identity.policy import policy_of
from mewayz_identity.registrations import service as registrations
from mewayz_identity.security_events import service as security_events
from mewayz_identity.social import rules, service
from mewayz_identity.social.schemas import Profile, Proven, SocialExchange
from mewayz_identity.social_links import service as social_links
from mewayz_identity.social_links.schemas import SocialLinkCreate
from mewayz_identity.social_links.service import SocialLink
from mewayz_identity.takeovers import service as takeovers
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import SIGN_IN, Email
from mewayz_identity.users.service import User
from mewayz_kit.errors import Conflict, Forbidden, Unauthenticated
from mewayz_kit.uow import UnitOfWork


async def sign_in(uow: UnitOfWork, data: SocialExchange, visitor: Visitor) -> SignedIn | MfaRequired:
    """Sign in by a proven account elsewhere, with a new account here where that is due. A refusal gives the code
    back, so that it can still make a link."""
    proven = await _use(uow, data.code, data.code_verifier, visitor)
    user = await _person(uow, proven, data)
    if user.status not in SIGN_IN:
        raise Forbidden("account_disabled", "This account is disabled.")
    return await logins.continue_with(uow, user, visitor, Way("social", data.client, data.device_token))


async def link(uow: UnitOfWork, data: SocialLinkCreate, visitor: Visitor) -> SocialLink:
    """Let the proven account sign in the caller; one that does already is answered as it is."""
    proven = await _use(uow, data.code, data.code_verifier, visitor)
    user = await users.get(uow, uow.user_id, lock=True)
    known = await social_links.find(uow, issuer=proven.profile.issuer, subject=proven.profile.subject)
    if known is None:
        return await _link(uow, user, proven)
    if known.user_id != user.id:
        raise Conflict("social_account_linked", "This account signs in somebody else.")
    return known


async def _use(uow: UnitOfWork, code: str, verifier: str | None, visitor: Visitor) -> Proven:
    found = await service.find_proven(uow, code, verifier, visitor)
    if found is None or not await challenges.consume(uow, found[0]):
        raise Unauthenticated("code_closed", "This code is not good here, was used, or is older than five minutes.")
    return found[1]


async def _person(uow: UnitOfWork, proven: Proven, data: SocialExchange) -> User:
    """Whose account it is: by link, by an address the provider vouches for, or a new one."""
    profile = proven.profile
    known = await social_links.find(uow, issuer=profile.issuer, subject=profile.subject)
    if known is not None:
        await social_links.touch(uow, known)
        return await users.get(uow, known.user_id)
    email = _address(profile)
    user = await users.by_email(uow, email)
    if user is None:
        user = await _register(uow, proven, email, data)
    elif not proven.trusted:
        raise Conflict(
            "social_link_required",
            "An account with this address exists; sign in to it and link this way to sign in.",
        )
    elif user.status in SIGN_IN:
        user = await users.get(uow, user.id, lock=True)
        if user.email_verified_at is None:
            await takeovers.take_over(uow, user, by=f"social/{proven.provider}")
    else:
        raise Forbidden("account_disabled", "This account is disabled.")
    await _link(uow, user, proven)
    return user


async def _register(uow: UnitOfWork, proven: Proven, email: str, data: SocialExchange) -> User:
    """A new account; its address is proven only by a provider whose word is taken."""
    settings = await policy_of(uow.runtime)
    if settings.registration == "closed":
        raise Forbidden("registration_closed", "Nobody can register at present.")
    if settings.registration == "verify_first" and not proven.trusted:
        raise Forbidden("email_not_verified", "Register with your address first, then link this way to sign in.")
    registrations.refuse_domain(email, settings.denied_email_domains)
    user = await users.create(
        uow,
        email=email,
        name=rules.display_name(proven.profile.name, email),
        locale=data.locale,
        timezone=data.timezone,
        source="social",
        verified=proven.trusted,
        referral_code=data.referral_code,
    )
    if data.terms_version:
        await consents.give(uow, user.id, kind="terms", version=data.terms_version)
    security_events.record(uow, "registered", user_id=user.id, provider=proven.provider)
    return user


async def _link(uow: UnitOfWork, user: User, proven: Proven) -> SocialLink:
    profile = proven.profile
    security_events.record(uow, "social.linked", user_id=user.id, provider=proven.provider)
    return await social_links.add(
        uow,
        user_id=user.id,
        provider=proven.provider,
        issuer=profile.issuer,
        subject=profile.subject,
        email=profile.email,
    )


def _address(profile: Profile) -> str:
    try:
        return str(TypeAdapter(Email).validate_python(profile.email))
    except ValidationError:
        raise Conflict(
            "social_email_missing", "The provider tells no address; register with yours, then link this way to sign in."
        ) from None
