"""Services prove who they are."""

import base64
import time
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import SecretStr

from mewayz_kit.client import workload_assertion, workload_secret
from mewayz_kit.config import decode_key
from mewayz_kit.tokens import TokenVerifier

URL = "/internal/v1/service-tokens"


def secret_of(house: Any, name: str) -> SecretStr:
    master = decode_key(house.bench.runtime.settings.workload_secret)
    return SecretStr(base64.urlsafe_b64encode(workload_secret(master, name)).decode())


async def test_an_assertion_is_swapped_for_a_token_that_every_service_accepts(house: Any) -> None:
    assertion = workload_assertion("crm", secret_of(house, "crm"))
    answer = await house.visitor.post(URL, json={"assertion": assertion})
    assert answer.status_code == 200, answer.text
    keys = await house.keys()
    principal = TokenVerifier(lambda _issuer: keys).verify(answer.json()["token"])
    assert (principal.kind, principal.id) == ("service", "crm")
    # Identity itself accepts it too, by its own keys, without asking itself for them.
    about = await house.register()
    shown = await house.bench.client().get(
        f"/internal/v1/users/{about.id}", headers={"mewayz-internal-token": answer.json()["token"]}
    )
    assert shown.status_code == 403, "crm is known, but may not ask this"


async def test_assertions_that_are_not_good(house: Any) -> None:
    def sign(name: str, **changes: Any) -> str:
        now = int(time.time())
        claims = {"iss": "crm", "aud": "identity", "iat": now, "exp": now + 60} | changes
        key = OctKey.import_key(decode_key(secret_of(house, name)))
        return jwt.encode({"alg": "HS256"}, claims, key, algorithms=["HS256"])

    now = int(time.time())
    bad = (
        sign("social"),
        sign("crm", aud="finance"),
        sign("crm", iat=now - 120, exp=now - 60),
        sign("crm", exp=now + 3600),
        sign("crm", iss="../crm"),
        "a.b.c",
        "",
        base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=") + "." + sign("crm").split(".")[1] + ".",
    )
    for assertion in bad:
        answer = await house.visitor.post(URL, json={"assertion": assertion})
        assert (answer.status_code, answer.json()["code"]) == (401, "invalid_assertion"), assertion


async def test_an_access_token_is_no_internal_token(house: Any) -> None:
    person = await house.register()
    answer = await house.bench.client().get(
        "/api/v1/identity/me", headers={"mewayz-internal-token": person.tokens["access_token"]}
    )
    assert answer.status_code == 401
