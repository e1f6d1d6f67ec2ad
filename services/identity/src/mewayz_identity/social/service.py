"""The way to a provider and back.

State, nonce and PKCE verifier belong to one round trip of one browser: they wait in a challenge that is closed when
the answer arrives, and a cookie proves that it is the browser that set out. What comes of it is a code for our own
page or app, good once, for the same browser (or the app that knows the verifier).
"""

from typing import Any

import structlog

from mewayz_identity.challenges import service as challenges
from mewayz_identity.challenges.service import Challenge
from mewayz_identity.edge import Visitor, page_url, settings_of
from mewayz_identity.identity_providers import service as providers
from mewayz_identity.identity_providers.models import IdentityProvider
from mewayz_identity.security_events import service as security_events
from mewayz_identity.social import profiles, rules
from mewayz_identity.social.calls import ProviderFailed, Refused, client_of
from mewayz_identity.social.discovery import Published
from mewayz_identity.social.edge import SOCIAL_COOKIE
from mewayz_identity.social.schemas import ErrorCode, Proven, SocialAnswer
from mewayz_kit.crypto import new_token
from mewayz_kit.errors import Malformed, Unavailable
from mewayz_kit.ids import new_id
from mewayz_kit.service import Runtime
from mewayz_kit.uow import UnitOfWork

log = structlog.get_logger()
TRIP, EXCHANGE = "social", "social_exchange"


async def set_out(
    uow: UnitOfWork, key: str, visitor: Visitor, *, redirect_uri: str | None, app_challenge: str | None
) -> tuple[str, str]:
    """Where to send the browser, and the secret it keeps in a cookie. 400 `redirect_not_allowed`, 404, 409
    `provider_not_configured`, 503 `provider_unavailable`."""
    target = _allowed(uow.runtime, redirect_uri)
    async with uow.apart(writes=False) as reading:
        row = await providers.usable(reading, key)
    try:
        endpoint = await _authorization_endpoint(uow.runtime, row)
    except ProviderFailed as failure:
        log.warning("social.provider_failed", provider=key, reason=failure.detail)
        raise Unavailable("provider_unavailable", "The provider does not answer at present.") from failure
    # A second tab keeps the browser's secret, or it would void the trip of the first.
    browser = visitor.cookies.get(SOCIAL_COOKIE, "")
    if not rules.BROWSER.fullmatch(browser):
        browser = new_token()
    nonce, verifier = new_token(), new_token(48)
    async with uow.apart() as unit:
        opened = await challenges.open_challenge(
            unit,
            TRIP,
            subject=str(new_id()),
            life=rules.STATE_LIFE,
            payload={
                "provider": key,
                "nonce": nonce,
                "verifier": verifier,
                "browser": _mark(uow, browser),
                "redirect_uri": target,
                "app_challenge": app_challenge,
            },
            coded=False,
        )
    url = await _question(uow.runtime, row, endpoint, state=opened.handle, nonce=nonce, verifier=verifier)
    return url, browser


async def _question(
    runtime: Runtime, row: IdentityProvider, endpoint: str, *, state: str, nonce: str, verifier: str
) -> str:
    """The address at the provider, with what its kind understands."""
    preset = providers.preset_of(row)
    extra = {"nonce": nonce} if preset.nonce else {}
    extra |= {"code_verifier": verifier} if preset.pkce else {}
    extra |= {"response_mode": "form_post"} if preset.form_post else {}
    async with client_of(runtime, row) as client:
        url, _ = client.create_authorization_url(endpoint, state=state, **extra)
    return str(url)


async def come_back(uow: UnitOfWork, key: str, answer: SocialAnswer, visitor: Visitor) -> str:
    """Where to send the browser on: our page or app, with a code or an error. 400 `invalid_state` when this browser
    has not set out, or has come back before."""
    async with uow.apart(writes=False) as reading:
        challenge = await challenges.find(reading, TRIP, answer.state)
        kept = challenges.payload_of(reading, challenge) if challenge else {}
        if challenge is None or kept["provider"] != key or not _is_of(uow, visitor, kept["browser"]):
            raise _invalid_state()
        row = await providers.usable(reading, key)
    async with uow.apart() as unit:
        if not await challenges.consume(unit, challenge):
            raise _invalid_state()
    error, proven = await _ask(uow, row, kept, answer)
    if proven is None:
        return rules.with_parameters(kept["redirect_uri"], error=error or "identity_refused")
    async with uow.apart() as unit:
        opened = await challenges.open_challenge(
            unit,
            EXCHANGE,
            subject=str(new_id()),
            life=rules.CODE_LIFE,
            payload=proven.model_dump(mode="json"),
            coded=False,
        )
    return rules.with_parameters(kept["redirect_uri"], code=opened.handle)


async def find_proven(
    uow: UnitOfWork, code: str, verifier: str | None, visitor: Visitor
) -> tuple[Challenge, Proven] | None:
    """What an exchange code stands for, if this browser or app may use it."""
    challenge = await challenges.find(uow, EXCHANGE, code)
    if challenge is None:
        return None
    proven = Proven.model_validate(challenges.payload_of(uow, challenge))
    if proven.app_challenge is not None:
        allowed = rules.is_challenge_of(proven.app_challenge, verifier)
    else:
        allowed = _is_of(uow, visitor, proven.browser)
    return (challenge, proven) if allowed else None


async def _ask(
    uow: UnitOfWork, row: IdentityProvider, kept: dict[str, Any], answer: SocialAnswer
) -> tuple[ErrorCode | None, Proven | None]:
    """Who it is, or what to tell the page; the operator's log holds the reason."""
    if answer.error is not None or answer.code is None:
        return ("access_denied" if answer.error in {"access_denied", "user_cancelled_authorize"} else None), None
    try:
        if answer.iss is not None and answer.iss.rstrip("/") != row.issuer.rstrip("/"):
            raise Refused("the answer comes from another issuer")
        profile = await profiles.fetch(uow.runtime, row, kept, code=answer.code)
    except (Refused, Unavailable) as error:
        async with uow.apart() as unit:
            security_events.record(
                unit, "social.refused", user_id=None, outcome="refused", provider=row.key, reason=str(error)[:300]
            )
        return ("identity_refused" if isinstance(error, Refused) else "provider_unavailable"), None
    if row.kind == "apple" and profile.name is None:
        profile = profile.model_copy(update={"name": rules.apple_name(answer.user)})
    trusted = row.trusted_email and profile.email_verified
    return None, Proven(
        provider=row.key,
        profile=profile,
        trusted=trusted,
        browser=kept["browser"],
        app_challenge=kept["app_challenge"],
    )


async def _authorization_endpoint(runtime: Runtime, row: IdentityProvider) -> str:
    if row.kind == "facebook":
        return f"{row.issuer}/dialog/oauth"
    return str((await runtime.part(Published).configuration(row))["authorization_endpoint"])


def _allowed(runtime: Runtime, redirect_uri: str | None) -> str:
    """The target, if it stands word for word in the list."""
    own = page_url(runtime, "/social-login")
    if redirect_uri is None:
        return own
    if redirect_uri not in {own, *settings_of(runtime).social_redirects}:
        raise Malformed("redirect_not_allowed", "Nobody is sent back to this address.")
    return redirect_uri


def _mark(uow: UnitOfWork, browser: str) -> str:
    return uow.runtime.crypto.keyed_hash("social-browser", browser).hex()


def _is_of(uow: UnitOfWork, visitor: Visitor, mark: str) -> bool:
    return _mark(uow, visitor.cookies.get(SOCIAL_COOKIE, "")) == mark


def _invalid_state() -> Malformed:
    return Malformed("invalid_state", "This sign-in did not begin in this browser, or is over; start again.")
