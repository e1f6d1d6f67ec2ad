"""Setting providers up."""

from typing import Any

from mewayz_testing.issuer import free_issuer

URL = "/api/v1/identity/admin/identity-providers"
GOOGLE = {"kind": "google", "client_id": "123.apps.example.com", "secret": "GOCSPX-of-nobody"}


async def staff_of(house: Any) -> Any:
    """The first administrator."""
    founder = await house.founder()
    return await house.staff(founder.tokens["access_token"])


async def test_a_preset_needs_client_and_secret_only_and_never_shows_the_secret(house: Any) -> None:
    staff = await staff_of(house)
    made = await staff.post(URL, json=GOOGLE)
    assert made.status_code == 201, made.text
    shown = made.json()
    assert (shown["key"], shown["issuer"], shown["trusted_email"]) == ("google", "https://accounts.google.com", True)
    assert shown["callback_url"].endswith("/api/v1/identity/public/social/google/callback")
    everything = made.text + (await staff.get(URL)).text + (await staff.get(made.headers["location"])).text
    everything += " ".join(event.model_dump_json() for event in await house.bench.published())
    assert "GOCSPX" not in everything
    twice = await staff.post(URL, json=GOOGLE)
    assert (twice.status_code, twice.json()["code"]) == (409, "provider_key_taken")


async def test_changes_are_versioned_and_logged_and_tell_no_secret(house: Any) -> None:
    staff = await staff_of(house)
    made = await staff.post(URL, json=GOOGLE)
    one = made.headers["location"]
    edited = await staff.patch(one, json={"enabled": False, "secret": "another-one"}, headers={"if-match": '"1"'})
    assert edited.json()["enabled"] is False
    assert (await staff.patch(one, json={"enabled": True}, headers={"if-match": '"1"'})).status_code == 412
    assert (await staff.patch(one, json={"issuer": None})).status_code == 422
    assert (await staff.patch(one, json={"kind": "apple"})).status_code == 422
    assert (await staff.delete(one)).status_code == 204
    assert (await staff.get(one)).status_code == 404
    log = (await staff.get("/api/v1/identity/admin/security-events")).json()["items"]
    changes = [item for item in log if item["action"].startswith("identity_provider.")]
    assert [item["action"].rpartition(".")[2] for item in changes] == ["deleted", "changed", "created"]
    assert "another-one" not in str(changes)


async def test_kinds_say_what_they_need(house: Any) -> None:
    staff = await staff_of(house)
    for body in (
        {"kind": "oidc", "client_id": "a"},
        {"kind": "oidc", "key": "a", "client_id": "a", "issuer": "ftp://example.com"},
        {"kind": "apple", "client_id": "a", "secret": "pem"},
        {"kind": "myspace", "client_id": "a"},
        {**GOOGLE, "key": "Not A Key"},
    ):
        assert (await staff.post(URL, json=body)).status_code == 422, body


async def test_only_fresh_staff_with_the_permission_sets_up(house: Any) -> None:
    support = house.bench.staff(permissions=("platform.*:read",))
    assert (await support.post(URL, json=GOOGLE)).status_code == 403
    staff = await staff_of(house)
    house.bench.clock.advance(minutes=11)
    stale = await staff.post(URL, json=GOOGLE)
    assert stale.json()["code"] == "step_up_required"


async def test_a_test_asks_the_provider_and_keeps_what_came_of_it(open_house: Any) -> None:
    async with open_house(egress_allow="127.0.0.1/32") as house, free_issuer() as issuer:
        staff = await staff_of(house)
        body = {"kind": "oidc", "key": "acme", "client_id": "mewayz", "issuer": issuer.url}
        one = (await staff.post(URL, json=body)).headers["location"]
        good = (await staff.post(f"{one}/test")).json()
        assert (good["last_test_error"], good["last_test_at"] is not None) == (None, True)
        issuer.configured = {"issuer": "https://evil.example"}
        bad = (await staff.post(f"{one}/test")).json()
        assert bad["last_test_error"] == "The OpenID configuration names another issuer."
        await staff.patch(one, json={"issuer": "https://10.0.0.1"})
        private = (await staff.post(f"{one}/test")).json()
        assert "not a public address" in private["last_test_error"]
        apple = {"kind": "apple", "client_id": "a", "team_id": "T", "key_id": "K", "secret": "no pem"}
        two = (await staff.post(URL, json=apple)).headers["location"]
        assert "no private key" in (await staff.post(f"{two}/test")).json()["last_test_error"]
