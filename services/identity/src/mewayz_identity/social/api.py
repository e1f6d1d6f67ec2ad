"""Routes of social sign-in."""

from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from mewayz_identity.edge import Visiting, refuse_foreign_origin
from mewayz_identity.logins.schemas import MfaRequired
from mewayz_identity.social import linking, rules, service
from mewayz_identity.social.edge import keep_browser
from mewayz_identity.social.schemas import ChallengeField, RedirectField, SocialAnswer, SocialExchange
from mewayz_identity.tokens.delivery import deliver
from mewayz_identity.tokens.schemas import TokensRead
from mewayz_kit.auth import Anonymous, Uow
from mewayz_kit.route import new_router, options

router = new_router("identity/public/social", tag="social")
CREDENTIAL = options(rate="auth", idempotency="none")
Key = Annotated[str, Path(max_length=40, examples=["google"], description="Key of a provider, see auth-options.")]
Text = Annotated[str | None, Query(max_length=4096)]


@router.get("/{provider}/authorize", status_code=303, response_class=RedirectResponse, openapi_extra=CREDENTIAL)
async def authorize(
    provider: Key,
    visitor: Visiting,
    p: Anonymous,
    uow: Uow,
    redirect_uri: RedirectField = None,
    code_challenge: ChallengeField = None,
) -> Response:
    """Send the browser to the provider. It comes back to `redirect_uri` with `code` (for `POST /public/social/exchange`
    or `POST /social-links`) or with `error`: access_denied, identity_refused, provider_unavailable.

    400 `redirect_not_allowed`, 404, 409 `provider_not_configured`, 503 `provider_unavailable`.
    """
    url, browser = await service.set_out(
        uow, provider, visitor, redirect_uri=redirect_uri, app_challenge=code_challenge
    )
    response = _away(url)
    keep_browser(response, uow.runtime, browser)
    return response


@router.get("/{provider}/callback", status_code=303, response_class=RedirectResponse, openapi_extra=CREDENTIAL)
async def callback(
    provider: Key,
    visitor: Visiting,
    p: Anonymous,
    uow: Uow,
    state: Annotated[str, Query(max_length=100)] = "",
    code: Text = None,
    error: Text = None,
    iss: Text = None,
    user: Text = None,
) -> Response:
    """Where the provider sends the browser back to. 400 `invalid_state` unless it set out a moment ago."""
    answer = SocialAnswer(state=state, code=code, error=error, iss=iss, user=user)
    return _away(await service.come_back(uow, provider, answer, visitor))


@router.post("/{provider}/callback", status_code=303, response_class=RedirectResponse, openapi_extra=CREDENTIAL)
async def callback_form(provider: Key, request: Request, p: Anonymous, uow: Uow) -> Response:
    """The same by a form (`response_mode=form_post`, Apple). A form of another site brings no cookie, so the browser
    is sent on to the address above, where it does."""
    fields = dict(parse_qsl((await request.body())[:16_384].decode("utf-8", "replace")))
    known = {name: fields[name][:4096] for name in SocialAnswer.model_fields if name in fields}
    return _away(rules.with_parameters(request.url.path, **known))


@router.post("/exchange", openapi_extra=CREDENTIAL)
async def exchange(
    data: SocialExchange, response: Response, visitor: Visiting, p: Anonymous, uow: Uow
) -> TokensRead | MfaRequired:
    """Sign in with the code that the redirect brought back: tokens, or `mfa_required` with a challenge.

    The code works once, within five minutes, in the browser that set out or with the app's `code_verifier`.
    401 `code_closed`, 403 `account_disabled`, `registration_closed`, 409 `social_link_required` when an account has
    the address but the provider's word is not enough, `social_email_missing`.
    """
    refuse_foreign_origin(uow.runtime, visitor)
    result = await linking.sign_in(uow, data, visitor)
    if isinstance(result, MfaRequired):
        return result
    return deliver(uow, response, result.grant, result.device)


def _away(url: str) -> Response:
    headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return RedirectResponse(url, status_code=303, headers=headers)
