"""Who may call: every kind of wrong token, every kind of requirement."""

import asyncio
import time
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mewayz_kit.ids import new_id
from mewayz_kit.tokens import AUDIENCE, TokenSigner
from mewayz_testing.bench import ServiceBench
from mewayz_testing.plugin import OpenBench

THINGS, PROBES = "/api/v1/sample/things", "/api/v1/sample/probes"


def claims(**more: Any) -> dict[str, Any]:
    now = int(time.time())
    person = str(new_id())
    known = {"kind": "member", "sub": person, "ws": str(new_id()), "scope": "*:*"}
    return known | {"iss": "mewayz-gateway", "aud": AUDIENCE, "iat": now, "exp": now + 60} | more


def signed(key: Any, body: dict[str, Any], **header: Any) -> str:
    return jwt.encode({"alg": "Ed25519", "typ": "internal+jwt", **header}, body, key, algorithms=["Ed25519", "HS256"])


@pytest.mark.parametrize(
    ("body", "header"),
    [
        ({"exp": int(time.time()) - 1}, {}),
        ({"exp": int(time.time()) + 3600}, {}),
        ({"aud": "somebody-else"}, {}),
        ({"iss": "mewayz-identity"}, {}),
        ({"iss": "mallory"}, {}),
        ({}, {"typ": "at+jwt"}),
        ({}, {"kid": "unknown"}),
    ],
    ids=["expired", "lives too long", "other audience", "other issuer", "stranger", "access token", "unknown key"],
)
async def test_a_token_that_is_wrong_in_one_way_is_refused(
    bench: ServiceBench, body: dict[str, Any], header: dict[str, Any]
) -> None:
    key = bench._signer._key
    token = signed(key, claims(**body), **({"kid": key.kid} | header))
    answer = await bench.client().get(THINGS, headers={"mewayz-internal-token": token})
    assert answer.status_code in {401, 503}, answer.text
    assert answer.json()["code"] in {"invalid_internal_token", "upstream_unavailable"}


async def test_a_token_signed_by_another_key_is_refused_even_if_it_brings_that_key(bench: ServiceBench) -> None:
    foreign = OKPKey.generate_key("Ed25519")
    for header in (
        {"kid": bench._signer._key.kid},
        {"kid": bench._signer._key.kid, "jwk": foreign.as_dict(private=False)},
    ):
        token = signed(foreign, claims(), **header)
        answer = await bench.client().get(THINGS, headers={"mewayz-internal-token": token})
        assert answer.status_code == 401


async def test_no_signature_and_a_symmetric_one_made_of_the_public_key_are_refused(bench: ServiceBench) -> None:
    import base64

    import orjson

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(orjson.dumps(value)).decode().rstrip("=")

    public = bench._signer._key.as_pem(private=False)
    tokens = [
        f"{part({'alg': 'none', 'typ': 'internal+jwt'})}.{part(claims())}.",
        jwt.encode(
            {"alg": "HS256", "typ": "internal+jwt"}, claims(), OctKey.import_key(b"x" * 32), algorithms=["HS256"]
        ),
        "not.a.token",
        "nonsense",
        f"{part({'alg': 'Ed25519'})}.{part(claims())}.{base64.urlsafe_b64encode(public).decode()}",
    ]
    for token in tokens:
        answer = await bench.client().get(THINGS, headers={"mewayz-internal-token": token})
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_internal_token")


async def test_a_requirement_refuses_the_wrong_kind_with_the_right_status(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    anonymous, person, staff = bench.client(), bench.person(), bench.staff()
    member = bench.member(workspace)
    assert (await anonymous.get(THINGS)).status_code == 401
    assert (await person.get(THINGS)).status_code == 403
    assert (await staff.get(THINGS)).status_code == 403
    assert (await member.get(f"{PROBES}/staff")).status_code == 403
    assert (await staff.get(f"{PROBES}/staff")).json() == {"kind": "staff"}
    assert (await bench.staff(permissions=("*:*",)).get(f"{PROBES}/staff")).status_code == 403
    assert (await bench.service("crm").get(f"{PROBES}/service")).json() == {"kind": "service"}
    assert (await bench.service("social").get(f"{PROBES}/service")).status_code == 403
    for client, kind in ((anonymous, "public"), (person, "account"), (member, "member")):
        assert (await client.get(f"{PROBES}/public")).json() == {"kind": kind}


async def test_work_that_stands_apart_is_refused_where_a_key_may_come(bench: ServiceBench) -> None:
    """Without a key too: or the first client with one would find the bug."""
    anonymous, keyed = bench.client(), {"idempotency-key": "1"}
    for headers in ({}, keyed):
        assert (await anonymous.post(f"{PROBES}/apart", headers=headers)).status_code == 500
        for client in (anonymous, bench.person()):
            assert (await client.post(f"{PROBES}/way-in", headers=headers)).json() == {"kind": "public"}


async def test_a_permission_is_needed_and_a_refusal_names_it(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    reader = bench.member(workspace, permissions=("*:read",))
    assert (await reader.get(THINGS)).status_code == 200
    refused = await reader.post(THINGS, json={"name": "a"})
    assert (refused.status_code, refused.json()["permission"]) == (403, "sample.things:write")
    denied = bench.member(workspace, permissions=("*:*", "!sample.things:write"))
    assert (await denied.post(THINGS, json={"name": "a"})).status_code == 403
    assert await bench.published("sample.thing.created.v1") == []


async def test_a_feature_must_be_on(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    refused = await bench.member(workspace).get(f"{PROBES}/feature")
    assert (refused.status_code, refused.json()["code"]) == (403, "feature_disabled")
    await bench.workspace(workspace_id=workspace, features=["gold"])
    assert (await bench.member(workspace).get(f"{PROBES}/feature")).status_code == 200


async def test_a_suspended_workspace_is_readable_only(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    await bench.member(workspace).post(THINGS, json={"name": "a"})
    await bench.workspace(workspace_id=workspace, status="suspended")
    member = bench.member(workspace)
    assert (await member.get(THINGS)).status_code == 200
    refused = await member.post(THINGS, json={"name": "b"})
    assert (refused.status_code, refused.json()["code"]) == (403, "workspace_suspended")


async def test_step_up_verification_and_impersonation(bench: ServiceBench) -> None:
    url, now = f"{PROBES}/step-up", int(bench.clock.now().timestamp())
    assert (await bench.person(auth_time=now - 590).post(url)).status_code == 200
    cases = [
        ({"auth_time": now - 610}, "step_up_required"),
        ({"ev": False, "auth_time": now}, "email_not_verified"),
        ({"act": new_id(), "auth_time": now}, "impersonation_forbidden"),
    ]
    for more, code in cases:
        refused = await bench.person(**more).post(url)
        assert (refused.status_code, refused.json()["code"]) == (403, code)


async def test_a_bug_says_nothing_about_itself(bench: ServiceBench) -> None:
    answer = await bench.client().post(f"{PROBES}/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text


async def test_paths_and_methods_that_do_not_exist(bench: ServiceBench) -> None:
    member = bench.member(await bench.workspace())
    assert (await member.get("/api/v1/sample/nothing")).json()["code"] == "not_found"
    assert (await member.get(f"{THINGS}/not-an-id")).json()["code"] == "not_found"
    assert (await member.put(THINGS)).json()["code"] == "method_not_allowed"


async def test_health_needs_no_token_and_settings_do(bench: ServiceBench) -> None:
    anonymous = bench.client()
    assert (await anonymous.get("/healthz")).json() == {"status": "ok"}
    assert (await anonymous.get("/readyz")).json() == {"status": "ready"}
    assert (await anonymous.get("/internal/v1/config")).status_code == 401
    shown = (await bench.service("workspace").get("/internal/v1/config")).json()
    assert shown["secret_key"] == "**********"


async def test_a_signer_makes_what_a_verifier_takes(bench: ServiceBench) -> None:
    token = TokenSigner(OKPKey.generate_key("Ed25519"), "mewayz-gateway").sign(claims())
    answer = await bench.client().get(THINGS, headers={"mewayz-internal-token": token})
    assert answer.status_code == 401
    assert isinstance(httpx2.Response, type)


class Gateway:
    """Answers with its keys as soon as `open` is set; with 503 while it is `away`."""

    def __init__(self) -> None:
        self.signer = TokenSigner(OKPKey.generate_key("Ed25519"), "mewayz-gateway")
        self.open, self.asked, self.away = asyncio.Event(), asyncio.Event(), False
        self.times = 0

    async def jwks(self, _request: Request) -> JSONResponse:
        self.times += 1
        self.asked.set()
        await self.open.wait()
        return JSONResponse(self.signer.jwks(), status_code=503 if self.away else 200)

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/internal/v1/jwks", self.jwks)])

    def token(self) -> str:
        return self.signer.sign(claims())


async def test_who_comes_while_the_first_keys_are_on_their_way_waits_for_them(open_bench: OpenBench) -> None:
    """The first requests after a start come together; none of them is told that its token is wrong."""
    gateway = Gateway()
    async with open_bench(callees={"gateway": gateway.app()}) as bench, bench.client() as client:

        async def ask() -> int:
            return (await client.get(THINGS, headers={"mewayz-internal-token": gateway.token()})).status_code

        first = asyncio.create_task(ask())
        await gateway.asked.wait()
        others = [asyncio.create_task(ask()) for _ in range(4)]
        for _ in range(200):  # turns of the loop, in which each of them gets as far as it can
            await asyncio.sleep(0)
        gateway.open.set()
        assert [await task for task in (first, *others)] == [200] * 5
        assert gateway.times == 1


async def test_without_keys_nobody_is_told_that_a_token_is_wrong(open_bench: OpenBench) -> None:
    """503 is tried again; 401 would sign people out because the gateway was restarted."""
    gateway = Gateway()
    gateway.open.set()
    gateway.away = True
    async with open_bench(callees={"gateway": gateway.app()}) as bench, bench.client() as client:

        async def ask() -> int:
            return (await client.get(THINGS, headers={"mewayz-internal-token": gateway.token()})).status_code

        assert [await ask() for _ in range(3)] == [503] * 3
        assert gateway.times == 1
        gateway.away = False
        bench.clock.advance(seconds=6)
        assert await ask() == 200
