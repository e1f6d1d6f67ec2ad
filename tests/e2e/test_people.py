"""Accounts and the staff who look after them, through the gateway (identity.md §11)."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import bcrypt
import httpx2
import orjson
import pytest

from mewayz_testing.house import seen_from_outside, standing
from mewayz_testing.people import PROMPT, Person, Platform, Seat, succeed

IDENTITY, WORKSPACE, CRM = "/api/v1/identity", "/api/v1/workspace", "/api/v1/crm"
ADMIN = f"{IDENTITY}/admin"
ROUTES = orjson.loads((Path(__file__).parents[2] / "contracts" / "routes.json").read_bytes())
OWN_HANDS = [(route["method"], route["path"]) for route in ROUTES if route["no_impersonation"]]
"""What nobody may do for somebody else: credentials, keys, money, ownership, export, erasure, consents, staff work."""
LOGINS, RESETS = f"{IDENTITY}/public/logins", f"{IDENTITY}/public/password-resets"


@pytest.fixture
async def ada(platform: Platform) -> Person:
    return await platform.newcomer("Ada")


async def staff(platform: Platform) -> Person:
    """The administrator, freshly proven."""
    admin = await platform.admin()
    await admin.sign_in()
    return admin


async def log_in(platform: Platform, email: str, password: str) -> httpx2.Response:
    """One try to sign in."""
    return await platform.request("POST", LOGINS, json={"email": email, "password": password, "client": "native"})


def problem(answer: httpx2.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


# --- scenario 1 -----------------------------------------------------------------------------------------------


async def test_a_newcomer_works_at_once_and_may_invite_when_the_address_is_proven(platform: Platform) -> None:
    person = await platform.newcomer("New", verify=False)
    assert (await person.must("GET", f"{IDENTITY}/me"))["email_verified_at"] is None
    seat = await person.create_workspace("Mine")
    invitation = {"email": f"guest-{uuid4().hex[:8]}@example.com", "role": "viewer"}
    invite = {"json": invitation, "headers": {"idempotency-key": uuid4().hex}}
    assert problem(await seat.post(f"{WORKSPACE}/invitations", **invite)) == (403, "email_not_verified")
    first = await platform.code_in_mail(person.email)
    flow = (await person.must("POST", f"{IDENTITY}/me/verify-email"))["flow"]
    proof = {"flow": flow, "code": await platform.code_in_mail(person.email, besides=first)}
    await person.must("POST", f"{IDENTITY}/public/email-verifications", json=proof)
    refresh = {"refresh_token": person.refresh_token}
    person.keep(await person.must("POST", f"{IDENTITY}/public/tokens/refresh", json=refresh))
    succeed(await seat.post(f"{WORKSPACE}/invitations", **invite))

    body = {"email": person.email.upper(), "password": person.password, "name": "Twin", "locale": "en"}
    registrations = f"{IDENTITY}/public/registrations"
    assert problem(await platform.request("POST", registrations, json=body)) == (409, "email_taken")
    for field in ("status", "platform_role"):
        extra = body | {"email": f"x-{uuid4().hex[:8]}@example.com", field: "active"}
        assert (await platform.request("POST", registrations, json=extra)).status_code == 422


# --- scenario 2 -----------------------------------------------------------------------------------------------


async def test_failures_do_not_tell_who_has_an_account(platform: Platform, ada: Person) -> None:
    unknown = f"nobody-{uuid4().hex[:8]}@example.com"
    answers = [await log_in(platform, email, "not the password") for email in (ada.email, unknown)]
    assert {answer.status_code for answer in answers} == {401}
    known, other = (dict(answer.json(), request_id=None) for answer in answers)
    assert known == other
    assert (await log_in(platform, ada.email, ada.password)).status_code == 200
    resets = [await platform.request("POST", RESETS, json={"email": email}) for email in (ada.email, unknown)]
    assert [answer.status_code for answer in resets] == [202, 202]
    assert resets[0].json() == resets[1].json()
    await platform.link_in_mail(ada.email, "reset-password")
    mails = [mail for mail in await platform.mails(ada.email) if "reset-password" in mail]
    assert len(mails) == 1
    assert await platform.mails(unknown) == []


# --- scenario 8 -----------------------------------------------------------------------------------------------


async def test_a_reset_link_works_once_and_ends_every_session(platform: Platform, ada: Person) -> None:
    await platform.request("POST", RESETS, json={"email": ada.email})
    first_link = await platform.link_in_mail(ada.email, "reset-password")
    await platform.request("POST", RESETS, json={"email": ada.email})
    second_link = await platform.link_in_mail(ada.email, "reset-password", besides=first_link)
    first, second = (link.partition("token=")[2] for link in (first_link, second_link))
    fresh = "an entirely new battery"
    confirm = f"{RESETS}/confirm"
    old = await platform.request("POST", confirm, json={"token": first, "password": fresh})
    assert problem(old) == (410, "link_closed")
    used = {"token": second, "password": fresh}
    assert (await platform.request("POST", confirm, json=used)).status_code == 204
    assert problem(await platform.request("POST", confirm, json=used)) == (410, "link_closed")

    async def refused() -> bool:
        return (await ada.request("GET", f"{IDENTITY}/me")).status_code == 401

    await asyncio.wait_for(platform.until(refused, "a refusal"), timeout=PROMPT)
    assert (await log_in(platform, ada.email, ada.password)).status_code == 401
    ada.password = fresh
    await ada.sign_in()


async def test_a_change_of_address_is_confirmed_told_and_undone(platform: Platform, ada: Person) -> None:
    await ada.sign_in()
    before, after = ada.email, f"moved-{uuid4().hex[:10]}@example.com"
    flow = (await ada.must("POST", f"{IDENTITY}/me/change-email", json={"email": after}))["flow"]
    assert (await ada.must("GET", f"{IDENTITY}/me"))["email"] == before
    code = await platform.code_in_mail(after)
    await ada.must("POST", f"{IDENTITY}/me/change-email/confirm", json={"flow": flow, "code": code})
    assert (await ada.must("GET", f"{IDENTITY}/me"))["email"] == after
    token = (await platform.link_in_mail(before, "undo-email-change")).partition("token=")[2]
    undo = f"{IDENTITY}/public/email-changes/undo"
    assert (await platform.request("POST", undo, json={"token": token})).status_code == 204

    async def refused() -> bool:
        return (await ada.request("GET", f"{IDENTITY}/me")).status_code == 401

    await platform.until(refused, "the end of every session")
    await ada.sign_in()
    assert (await ada.must("GET", f"{IDENTITY}/me"))["email"] == before


# --- scenario 13 ----------------------------------------------------------------------------------------------


async def test_staff_acts_as_a_member_in_everybodys_view(platform: Platform, ada: Person) -> None:
    seat = await ada.create_workspace("Acme", features=["contacts"])
    admin = await staff(platform)
    body = {"user_id": ada.id, "workspace_id": seat.id, "reason": "ticket 4711: page is empty"}
    started = await admin.must("POST", f"{ADMIN}/impersonations", json=body)
    acting = Person(platform, ada.email, "Acting", access_token=started["access_token"])
    me = await acting.must("GET", f"{IDENTITY}/me")
    assert (me["id"], me["acting_staff_id"]) == (ada.id, admin.id)
    as_member = Seat(acting, seat.id)
    assert succeed(await as_member.get(f"{CRM}/contacts"))["items"] == []
    change = {"current_password": ada.password, "new_password": "stolen by somebody"}
    answer = await acting.request("POST", f"{IDENTITY}/me/change-password", json=change)
    assert problem(answer) == (403, "impersonation_forbidden")
    for method, path in OWN_HANDS:
        answer = await acting.request(method, re.sub(r"{\w+}", str(uuid4()), path), workspace=seat.id, json={})
        assert problem(answer) == (403, "impersonation_forbidden"), f"{method} {path}"
    assert (await acting.request("GET", f"{ADMIN}/users")).status_code == 403
    made = succeed(await as_member.post(f"{CRM}/contacts", json={"first_name": "Made by staff"}))
    own = Seat(ada, seat.id)

    async def audited() -> Any:
        url = f"{WORKSPACE}/audit-entries"
        return succeed(await own.get(url, params={"action": "crm.contact.created", "target_id": made["id"]}))["items"]

    [entry] = await platform.until(audited, "what staff did in the feed of the workspace")
    assert (entry["actor_id"], entry["on_behalf_of"]) == (admin.id, ada.id)
    await admin.must("POST", f"{ADMIN}/impersonations/{started['impersonation']['id']}/end")

    async def ended() -> bool:
        return (await acting.request("GET", f"{IDENTITY}/me")).status_code == 401

    await asyncio.wait_for(platform.until(ended, "the end"), timeout=PROMPT)
    log = (await ada.must("GET", f"{IDENTITY}/security-events"))["items"]
    [entry] = [item for item in log if item["action"] == "impersonation.started"]
    assert (entry["actor_id"], entry["user_id"]) == (admin.id, ada.id)
    params = {"user_id": ada.id}
    [kept] = (await admin.must("GET", f"{ADMIN}/impersonations", params=params))["items"]
    assert (kept["staff_id"], kept["user_id"], kept["ended_at"] is None) == (admin.id, ada.id, False)

    async def noted() -> Any:
        params = {"action": "identity.impersonation.started", "target_id": kept["id"]}
        return (await admin.must("GET", f"{WORKSPACE}/admin/audit-entries", params=params))["items"]

    [entry] = await platform.until(noted, "the impersonation in the platform's feed")
    assert entry["actor_id"] == admin.id


async def test_staff_without_a_second_factor_and_owners_get_nowhere(platform: Platform, ada: Person) -> None:
    await ada.create_workspace("Acme")
    for path in ("users", "staff-members", "security-events", "overview", "settings", "erasures"):
        assert problem(await ada.request("GET", f"{ADMIN}/{path}")) == (403, "permission_denied")
    admin = await staff(platform)
    body = {"user_id": ada.id, "role": "support"}
    joined = await admin.must("POST", f"{ADMIN}/staff-members", json=body)
    await ada.sign_in()
    assert problem(await ada.request("GET", f"{ADMIN}/users")) == (403, "mfa_enrolment_required")
    await ada.enrol_totp()
    assert (await ada.request("GET", f"{ADMIN}/users")).status_code == 200
    assert problem(await ada.request("PATCH", f"{ADMIN}/settings", json={})) == (403, "permission_denied")
    one = f"{ADMIN}/staff-members/{joined['id']}"
    await admin.must("PATCH", one, json={"allowed_ips": ["203.0.113.0/24"]})
    await ada.sign_in()
    assert problem(await ada.request("GET", f"{ADMIN}/users")) == (403, "ip_not_allowed")
    assert (await ada.request("GET", f"{IDENTITY}/me")).status_code == 200, "as a person, from everywhere"
    await admin.must("DELETE", one)


# --- scenario 16 ----------------------------------------------------------------------------------------------


@pytest.fixture
def full_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Platform]:
    """A house of a thousand people. In the house of all tests each of them, never having come, would be erased in every
    service as soon as another test lets months pass, and that test would wait for them."""
    with standing(request.config.getoption("--house"), tmp_path) as running:
        yield seen_from_outside(running)


async def test_a_thousand_people_are_imported_as_the_dry_run_said(full_house: Platform) -> None:
    platform = full_house
    admin = await staff(platform)
    mark, encoded = uuid4().hex[:6], bcrypt.hashpw(b"an old password", bcrypt.gensalt(4)).decode()
    rows = [f"p{n}-{mark}@example.com,Person {n},{mark},{encoded if n else ''}" for n in range(980)]
    rows += [f"not-an-address-{n},Nobody,{mark},{encoded}" for n in range(20)]
    content = "\n".join(["email,name,segment,password_hash", *rows]).encode()
    outcomes = await run_import(platform, admin, content)
    assert outcomes[0] == outcomes[1]
    assert (outcomes[0]["created"], outcomes[0]["failed"]) == (980, 20)
    again = await run_import(platform, admin, content)
    assert (again[1]["created"], again[1]["failed"]) == (0, 1000)
    users = {"segment": mark, "count": "true", "limit": 1}
    assert (await admin.must("GET", f"{ADMIN}/users", params=users))["total"] == 980

    email = f"p7-{mark}@example.com"
    assert (await log_in(platform, email, "an old password")).status_code == 200
    [shown] = (await admin.must("GET", f"{ADMIN}/users", params={"q": email}))["items"]
    assert shown["password_scheme"] == "argon2id"
    claimer = f"p0-{mark}@example.com"
    token = (await platform.link_in_mail(claimer, "reset-password")).partition("token=")[2]
    claim = {"token": token, "password": "correct horse battery staple"}
    assert (await platform.request("POST", f"{RESETS}/confirm", json=claim)).status_code == 204
    assert (await log_in(platform, claimer, claim["password"])).json()["user"]["status"] == "active"


async def run_import(platform: Platform, admin: Person, content: bytes) -> list[dict[str, Any]]:
    """The counts and outcomes of the dry run and of the real one."""
    url = f"{ADMIN}/users/imports"
    upload = await admin.must("POST", url, content=content, headers={"content-type": "text/csv"})
    one = f"{url}/{upload['id']}"
    await admin.must("POST", f"{one}/map", json={"mapping": upload["suggested"], "mode": "create"})
    runs = []
    for step, state in (("validate", "validated"), ("start", "completed")):
        await admin.must("POST", f"{one}/{step}")

        async def reached(state: str = state) -> Any:
            found = await admin.must("GET", one)
            assert found["state"] != "failed", found["error"]
            return found if found["state"] == state and not found["checking"] else None

        done = await platform.until(reached, f"an import that is {state}")
        failed = await admin.must("GET", f"{one}/rows", params={"outcome": "failed", "limit": 100})
        rows = [(row["row"], row["code"]) for row in failed["items"]]
        runs.append({"created": done["created"], "failed": done["failed"], "rows": rows})
    return runs


# --- scenario 20 ----------------------------------------------------------------------------------------------


async def test_disabling_stops_sessions_and_personal_keys_at_once(platform: Platform, ada: Person) -> None:
    seat = await ada.create_workspace("Acme", features=["contacts"])
    admin = await staff(platform)
    about = {"workspace_id": seat.id, "reason": "Keys for a test"}
    overrides = f"{WORKSPACE}/admin/overrides"
    await admin.must("POST", overrides, json=about | {"kind": "comp", "features": ["api-access"]})
    await admin.must("POST", overrides, json=about | {"kind": "limit", "limits": {"identity.api_keys": 10}})
    expires = (platform.now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    keys = {}
    for kind in ("personal", "workspace"):
        body = {"name": kind, "kind": kind, "scopes": ["crm.contacts:read"], "expires_at": expires}

        async def made(body: dict[str, Any] = body) -> Any:
            answer = await seat.post(f"{IDENTITY}/api-keys", json=body, headers={"idempotency-key": uuid4().hex})
            return answer.json() if answer.status_code == 201 else None

        key = (await platform.until(made, "a plan with keys"))["key"]
        keys[kind] = Seat(Person(platform, "", kind, access_token=key), seat.id)
        assert (await keys[kind].get(f"{CRM}/contacts")).status_code == 200
    body = {"confirm": ada.email, "reason": "abuse was reported"}
    await admin.must("POST", f"{ADMIN}/users/{ada.id}/disable", json=body)

    async def stopped() -> bool:
        by_session = (await ada.request("GET", f"{IDENTITY}/me")).status_code
        by_key = (await keys["personal"].get(f"{CRM}/contacts")).status_code
        return (by_session, by_key) == (401, 401)

    await asyncio.wait_for(platform.until(stopped, "a refusal"), timeout=PROMPT)
    assert (await keys["workspace"].get(f"{CRM}/contacts")).status_code == 200, "the workspace works on"
    assert problem(await log_in(platform, ada.email, ada.password)) == (403, "account_disabled")
    await admin.must("POST", f"{ADMIN}/users/{ada.id}/enable", json={"reason": "was a mistake"})
    assert (await ada.request("GET", f"{IDENTITY}/me")).status_code == 401
    refresh = {"refresh_token": ada.refresh_token}
    answer = await platform.request("POST", f"{IDENTITY}/public/tokens/refresh", json=refresh)
    assert problem(answer) == (401, "session_ended")
    await ada.sign_in()
