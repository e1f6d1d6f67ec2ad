"""Which credentials open the door, and which never do."""

from typing import Any
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from mewayz_kit.tokens import TokenSigner

DEALS = "/api/v1/crm/deals"


async def asked(world: Any, token: str, path: str = DEALS, **headers: str) -> Any:
    return await world.client.get(path, headers={"authorization": f"Bearer {token}", **headers})


async def internal_token(world: Any, answer: Any) -> dict[str, Any]:
    """The claims that reached the service, verified as services do: with the keys that the gateway publishes."""
    keys = (await world.client.get("/internal/v1/jwks")).json()["keys"]
    token = dict(answer.json()["headers"])["mewayz-internal-token"]
    claims: dict[str, Any] = jwt.decode(token, OKPKey.import_key(keys[0]), algorithms=["Ed25519"]).claims
    return claims


async def test_a_member_reaches_the_service_with_an_internal_token(world: Any) -> None:
    user, workspace = world.neighbours.member("crm.*:read")
    sid = str(uuid4())
    answer = await asked(world, world.neighbours.token(user, sid=sid, aal=2))
    assert answer.status_code == 200
    claims = await internal_token(world, answer)
    assert claims["kind"] == "member"
    assert (claims["sub"], claims["ws"], claims["sid"], claims["aal"]) == (user, workspace, sid, 2)
    assert (claims["scope"], claims["role"], claims["pv"], claims["ev"]) == ("crm.*:read", "admin", 7, True)
    assert claims["exp"] - claims["iat"] == 60
    assert "authorization" not in dict(answer.json()["headers"])
    assert answer.headers["cache-control"] == "no-store"


async def test_no_credential_is_401_and_names_the_scheme(world: Any) -> None:
    answer = await world.client.get(DEALS)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 1},
        {"aud": "mewayz-internal"},
        {"aud": ["mewayz"]},
        {"iss": "https://elsewhere.test"},
        {"nbf": 99_999_999_999},
        {"exp": 99_999_999_999},
        {"exp": None},
        {"sub": None, "iss": None},
        {"aud": "portal"},
    ],
)
async def test_wrong_claims_are_refused(world: Any, claims: dict[str, Any]) -> None:
    user, _ = world.neighbours.member()
    answer = await asked(world, world.neighbours.token(user, **claims))
    assert answer.status_code == 401
    assert answer.json()["code"] in {"invalid_token", "token_expired"}


@pytest.mark.parametrize("head", [{"typ": "JWT"}, {"typ": "internal+jwt"}, {"typ": None}, {"kid": None}])
async def test_wrong_headers_are_refused(world: Any, head: dict[str, Any]) -> None:
    user, _ = world.neighbours.member()
    real = world.neighbours.keys[0]
    payload = {"iss": "https://mewayz.test", "aud": "mewayz", "sub": user, "exp": 1}
    header = {
        name: value for name, value in ({"alg": "Ed25519", "typ": "at+jwt", "kid": real.kid} | head).items() if value
    }
    answer = await asked(world, jwt.encode(header, payload, real, algorithms=["Ed25519"]))
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")


async def test_an_embedded_key_never_verifies_itself(world: Any) -> None:
    user, _ = world.neighbours.member()
    mine = OKPKey.generate_key("Ed25519", auto_kid=True)
    head = {"jwk": mine.as_dict(private=False), "kid": world.neighbours.keys[0].kid}
    assert (await asked(world, world.neighbours.token(user, key=mine, head=head))).status_code == 401
    stranger = {"jwk": mine.as_dict(private=False), "jku": "https://evil.test/jwks"}
    assert (await asked(world, world.neighbours.token(user, key=mine, head=stranger))).status_code == 401


async def test_none_and_symmetric_algorithms_are_refused(world: Any) -> None:
    user, _ = world.neighbours.member()
    good = world.neighbours.token(user)
    head, payload, _ = good.split(".")
    none = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0"
    assert (await asked(world, f"{none}.{payload}.")).status_code == 401
    public = OctKey.import_key(world.neighbours.keys[0].as_dict(private=False)["x"])
    confused = jwt.encode({"alg": "HS256", "typ": "at+jwt", "kid": world.neighbours.keys[0].kid}, {"sub": user}, public)
    assert (await asked(world, confused)).status_code == 401
    assert (await asked(world, f"{head}.{payload}.AAAA")).status_code == 401
    assert (await asked(world, "not.a.token")).status_code == 401


async def test_an_internal_token_is_no_access_token(world: Any) -> None:
    signer = TokenSigner(world.neighbours.keys[0], "mewayz-identity")
    answer = await asked(world, signer.sign({"kind": "service", "sub": "crm"}))
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
    sneaked = await world.client.get(
        DEALS, headers={"mewayz-internal-token": signer.sign({"kind": "staff", "sub": "x"})}
    )
    assert sneaked.status_code == 401


async def test_a_token_expires_while_it_is_remembered(world: Any) -> None:
    user, _ = world.neighbours.member()
    token = world.neighbours.token(user)
    assert (await asked(world, token)).status_code == 200
    world.clock.advance(minutes=16)
    answer = await asked(world, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")


async def test_an_ended_session_is_refused_at_once(world: Any) -> None:
    user, _ = world.neighbours.member()
    sid = str(uuid4())
    token = world.neighbours.token(user, sid=sid)
    assert (await asked(world, token)).status_code == 200
    await world.publish("identity.session.revoked.v1", {"session_id": sid, "user_id": user})
    answer = await asked(world, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "session_revoked")
    assert (await asked(world, world.neighbours.token(user, sid=sid))).status_code == 401
    assert (await asked(world, world.neighbours.token(user))).status_code == 200


async def test_sessions_ended_before_the_start_are_known(open_world: Any) -> None:
    sid = str(uuid4())
    world = await open_world(prepare=lambda neighbours: neighbours.revoked.append(sid))
    user, _ = world.neighbours.member()
    assert (await asked(world, world.neighbours.token(user, sid=sid))).status_code == 401
    assert (await world.client.get("/readyz")).status_code == 200


async def test_without_revocations_it_is_not_ready(open_world: Any) -> None:
    world = await open_world(prepare=lambda neighbours: neighbours.away.add("identity"))
    assert (await world.client.get("/readyz")).status_code == 503
    assert (await world.client.get("/healthz")).status_code == 200


async def test_unknown_keys_are_asked_for_at_most_once_in_five_seconds(world: Any) -> None:
    user, _ = world.neighbours.member()
    strangers = [OKPKey.generate_key("Ed25519", auto_kid=True) for _ in range(5)]
    assert (await asked(world, world.neighbours.token(user))).status_code == 200
    for key in strangers:
        assert (await asked(world, world.neighbours.token(user, key=key))).status_code == 401
    assert world.neighbours.asked.count("identity /jwks") == 1


async def test_a_rotated_key_counts_at_once_and_the_old_one_no_more(world: Any) -> None:
    user, _ = world.neighbours.member()
    old = world.neighbours.token(user)
    assert (await asked(world, old)).status_code == 200
    world.neighbours.keys = [OKPKey.generate_key("Ed25519", auto_kid=True)]
    await world.publish("identity.signing_key.rotated.v1", {"kid": world.neighbours.keys[0].kid})
    assert (await asked(world, world.neighbours.token(user))).status_code == 200
    assert (await asked(world, old)).status_code == 401
    published = (await world.client.get("/.well-known/jwks.json")).json()
    assert [key["kid"] for key in published["keys"]] == [world.neighbours.keys[0].kid]


def key_of(world: Any, kind: str = "workspace", **more: Any) -> str:
    token = f"mwz_live_{uuid4().hex}_{uuid4().hex}"
    user, workspace = world.neighbours.member("crm.*:read", "!crm.notes:read")
    world.neighbours.plans[workspace] = {"workspace_id": workspace, "plan_version": 9, "status": "active"}
    world.neighbours.api_keys[token] = {
        "active": True,
        "key_id": str(uuid4()),
        "kind": kind,
        "user_id": user,
        "workspace_id": workspace,
        "scopes": ["crm.*:*"],
        "allowed_ips": [],
        "email_verified": True,
        "version": 1,
    } | more
    return token


async def test_a_workspace_key_has_its_scopes(world: Any) -> None:
    token = key_of(world)
    answer = await asked(world, token)
    claims = await internal_token(world, answer)
    assert (claims["kind"], claims["scope"], claims["pv"]) == ("key", "crm.*:*", 9)
    assert claims["sub"] == world.neighbours.api_keys[token]["key_id"]
    assert "user" not in claims
    await asked(world, token)
    assert world.neighbours.asked.count("identity /introspect") == 1
    elsewhere = await asked(world, token, **{"mewayz-workspace": str(uuid4())})
    assert elsewhere.status_code == 404


async def test_a_personal_key_has_what_scopes_and_membership_both_grant(world: Any) -> None:
    token = key_of(world, kind="personal")
    claims = await internal_token(world, await asked(world, token))
    assert set(claims["scope"].split()) == {"crm.*:read", "!crm.notes:read"}
    assert claims["user"] == world.neighbours.api_keys[token]["user_id"]
    assert claims["role"] == "admin", "what a role may not see, a key of its holder may not see either"
    refused = await world.client.post(DEALS, headers={"authorization": f"Bearer {token}"}, json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")


async def test_a_key_is_bound_to_its_addresses(world: Any) -> None:
    outside = await asked(world, key_of(world, allowed_ips=["198.51.100.0/24"]))
    assert (outside.status_code, outside.json()["code"]) == (403, "ip_not_allowed")
    assert (await asked(world, key_of(world, allowed_ips=["203.0.113.9"]))).status_code == 200


async def test_a_revoked_key_is_asked_about_again(world: Any) -> None:
    token = key_of(world)
    assert (await asked(world, token)).status_code == 200
    key_id = world.neighbours.api_keys.pop(token)["key_id"]
    assert (await asked(world, token)).status_code == 200, "still remembered"
    await world.publish("identity.api_key.revoked.v1", {"key_id": key_id})
    answer = await asked(world, token)
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_api_key")


async def test_guessing_keys_stops_at_the_door(open_world: Any) -> None:
    world = await open_world(rate_denied=3)
    answers = [await asked(world, f"mwz_live_{n}_x") for n in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
    assert world.neighbours.asked.count("identity /introspect") == 3


async def test_identity_away_is_503_for_keys_not_for_remembered_tokens(world: Any) -> None:
    headers = world.signed_in()
    assert (await world.client.get(DEALS, headers=headers)).status_code == 200
    world.neighbours.away.add("identity")
    assert (await world.client.get(DEALS, headers=headers)).status_code == 200
    answer = await asked(world, key_of(world))
    assert (answer.status_code, answer.json()["code"]) == (503, "upstream_unavailable")
    assert int(answer.headers["retry-after"]) >= 1
