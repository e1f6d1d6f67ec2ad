"""Asking a provider whether a person has filled in a form. Never inside a transaction."""

from typing import Any
from urllib.parse import urlencode

import orjson

from mewayz_crm.environment import environment_of
from mewayz_crm.lead_forms.captchas.rules import judge
from mewayz_crm.lead_forms.models import LeadForm
from mewayz_kit.crypto import Crypto
from mewayz_kit.errors import ProviderNotConfigured, Unavailable, Unprocessable
from mewayz_kit.service import Runtime

SEAL = "lead-form-captcha"
HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


def sealed(crypto: Crypto, secret: str) -> bytes:
    """A secret as it is stored."""
    return crypto.seal(SEAL, secret.encode())


async def check(runtime: Runtime, form: LeadForm, token: str | None) -> None:
    """Return for a person. 422 `captcha_failed` for anybody else, 409 `provider_not_configured` where the provider
    does not know the keys of the form, 503 while it does not answer: nobody passes unseen. The provider is not told the
    IP address of the visitor, which none of them demands."""
    if form.captcha is None or form.captcha_secret is None:
        return
    if not token:
        raise Unprocessable.field("/captcha", "required", "This form takes answers with a solved captcha only.")
    asked = {"secret": runtime.crypto.open(SEAL, form.captcha_secret).decode(), "response": token}
    if form.captcha == "hcaptcha":  # the only one that checks which site the token is of
        asked["sitekey"] = form.captcha_site_key or ""
    content = urlencode(asked).encode()
    url = f"{_base_url(runtime, form.captcha).rstrip('/')}/siteverify"
    answer = await runtime.egress.request("POST", url, headers=HEADERS, content=content)
    verdict = judge(form.captcha, _read(answer.body) if answer.status < 500 else {"error-codes": ["internal-error"]})
    if verdict == "unavailable":
        raise Unavailable("captcha_unavailable", "The captcha cannot be checked now.")
    if verdict == "not_configured":
        raise ProviderNotConfigured(detail="The captcha of this form is not set up right.")
    if verdict == "not_human":
        raise Unprocessable.field("/captcha", "captcha_failed", "The captcha was not solved, or is used up.")


def _base_url(runtime: Runtime, provider: str) -> str:
    settings = environment_of(runtime.settings)
    urls = {
        "hcaptcha": settings.crm_hcaptcha_url,
        "recaptcha": settings.crm_recaptcha_url,
        "turnstile": settings.crm_turnstile_url,
    }
    return urls[provider]


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        said = None
    return said if isinstance(said, dict) else {"error-codes": ["internal-error"]}
