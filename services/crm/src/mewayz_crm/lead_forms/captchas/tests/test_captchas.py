"""Captchas of lead forms: only people pass, a repeat needs none, and no secret is ever shown."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from mewayz_crm.lead_forms.captchas.rules import judge
from mewayz_crm.tests.making import API, make
from mewayz_testing.bench import ServiceBench
from mewayz_testing.captchas import SECRET, SITE, Captchas, captchas

LIMITS = {"crm.contacts": -1, "crm.captured_emails": -1}
PROVIDERS = ("hcaptcha", "recaptcha", "turnstile")
KEYS = {"captcha_site_key": SITE, "captcha_secret": SECRET}


@pytest.fixture
def provider() -> Iterator[Captchas]:
    """All three providers."""
    with captchas() as running:
        yield running


@pytest.fixture
async def bench(open_bench: Any, provider: Captchas) -> AsyncIterator[ServiceBench]:
    """The service, which finds the providers on this machine."""
    urls = {f"crm_{name}_url": f"{provider.url}/{name}" for name in PROVIDERS}
    async with open_bench(egress_allow="127.0.0.1/32", **urls) as opened:
        yield opened


async def form(bench: ServiceBench, **fields: Any) -> tuple[Any, dict[str, Any]]:
    member = bench.member(await bench.workspace(limits=LIMITS))
    about = {"name": "Contact us", "mapping": {"email": "email"}, "allowed_origins": ["https://page.example"]}
    return member, await make(member, "lead-forms", **{**about, **fields})


async def post(bench: ServiceBench, mine: dict[str, Any], **fields: Any) -> Any:
    body = {"answers": {"email": "jane@example.com"}, **fields}
    return await bench.client().post(f"/lead-forms/{mine['key']}", json=body)


@pytest.mark.parametrize("name", PROVIDERS)
async def test_only_a_solved_captcha_passes_and_only_once(bench: ServiceBench, provider: Captchas, name: str) -> None:
    member, mine = await form(bench, captcha=name, **KEYS)
    assert (mine["captcha"], mine["captcha_site_key"], mine["captcha_secret_set"]) == (name, SITE, True)
    for captcha, code in ((None, "required"), ("made-up", "captcha_failed")):
        refused = await post(bench, mine, captcha=captcha)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/captcha")
        assert refused.json()["errors"][0]["code"] == code
    solved = provider.solve(name)
    assert (await post(bench, mine, captcha=solved, token="the-first-one")).status_code == 202
    assert (await post(bench, mine, token="the-first-one")).status_code == 202, "a repeat has used its captcha"
    assert (await post(bench, mine, captcha=solved)).status_code == 422
    assert ("sitekey" in provider.asked[-1]) == (name == "hcaptcha")
    assert len((await member.get(f"{API}/lead-form-submissions")).json()["items"]) == 1


async def test_nobody_passes_while_the_provider_is_away_or_does_not_know_the_form(
    bench: ServiceBench, provider: Captchas
) -> None:
    member, mine = await form(bench, captcha="turnstile", **KEYS)
    page, url = {"origin": "https://page.example"}, f"/lead-forms/{mine['key']}"
    provider.status = 500
    body = {"answers": {"email": "jane@example.com"}, "captcha": provider.solve("turnstile")}
    away = await bench.client().post(url, json=body, headers=page)
    assert (away.status_code, away.json()["code"]) == (503, "captcha_unavailable")
    assert away.headers["access-control-allow-origin"] == page["origin"], "its page can read why"
    provider.status = 200
    assert (await bench.client().post(url, json=body, headers=page)).status_code == 202
    await member.patch(f"{API}/lead-forms/{mine['id']}", json={"captcha_secret": "another"})
    refused = await post(bench, mine, captcha=provider.solve("turnstile"))
    assert (refused.status_code, refused.json()["code"]) == (409, "provider_not_configured")
    assert len((await member.get(f"{API}/lead-form-submissions")).json()["items"]) == 1


async def test_a_captcha_is_whole_or_absent_and_its_secret_is_never_shown(bench: ServiceBench) -> None:
    member, mine = await form(bench, captcha="recaptcha", **KEYS)
    where = f"{API}/lead-forms/{mine['id']}"
    for wrong in ({"captcha_secret": None}, {"captcha_site_key": None}):
        assert (await member.patch(where, json=wrong)).json()["errors"][0]["pointer"] == "/captcha"
    for fields in ({"captcha": "turnstile"}, KEYS, {"captcha": "turnstile", "captcha_site_key": SITE}):
        body = {"name": "F", "mapping": {"email": "email"}, **fields}
        assert (await member.post(f"{API}/lead-forms", json=body)).status_code == 422
    bare = (await member.patch(where, json={"captcha": None})).json()
    assert (bare["captcha"], bare["captcha_site_key"], bare["captcha_secret_set"]) == (None, None, False)
    assert (await post(bench, mine)).status_code == 202
    told = [str(event.model_dump()) for event in await bench.published() if event.type.startswith("crm.lead_form.")]
    assert told
    assert SECRET not in "".join(told) + str((await member.get(where)).json())


@pytest.mark.parametrize(
    ("name", "said", "verdict"),
    [
        ("hcaptcha", {"success": True, "score": 0.9}, "human"),
        ("recaptcha", {"success": True}, "human"),
        ("recaptcha", {"success": True, "score": 0.5}, "human"),
        ("recaptcha", {"success": True, "score": 0.4}, "not_human"),
        ("turnstile", {"success": False, "error-codes": ["timeout-or-duplicate"]}, "not_human"),
        ("turnstile", {"success": False, "error-codes": ["internal-error"]}, "unavailable"),
        ("hcaptcha", {"success": False, "error-codes": ["sitekey-secret-mismatch"]}, "not_configured"),
        ("recaptcha", {"success": "true"}, "not_human"),
        ("recaptcha", {"error-codes": "invalid-input-secret"}, "not_human"),
    ],
)
def test_what_a_verification_says(name: str, said: dict[str, Any], verdict: str) -> None:
    assert judge(name, said) == verdict
