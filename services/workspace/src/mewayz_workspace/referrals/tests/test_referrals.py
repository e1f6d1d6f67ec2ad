"""From a code to a reward: events of identity and finance come in, what is published goes to finance."""

import asyncio
from typing import Any
from uuid import UUID

from mewayz_kit.ids import new_id

API = "/api/v1/workspace"
PAID = {"amount": 1900, "currency": "USD"}
ONE_RULE = [{"key": "first", "trigger": "subscription", "share_bp": 2000}]


async def program(town: Any, kind: str = "platform", **fields: Any) -> Any:
    """Staff makes the newest program of a kind."""
    town.bench.clock.advance(seconds=1)
    body = {"name": "Ours", "kind": kind, "rules": ONE_RULE, "hold_days": 30} | fields
    answer = await town.bench.staff().post(f"{API}/admin/referral-programs", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def house(town: Any, name: str = "Ada") -> tuple[UUID, Any]:
    person = await town.person(name)
    acme = await town.found(person, name)
    return acme, await town.enter(person, acme)


async def code_of(owner: Any, **fields: Any) -> str:
    answer = await owner.post(f"{API}/referral-codes", json=fields)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def newcomer(town: Any, name: str, code: str | None, *, email: str | None = None, verified: bool = True) -> UUID:
    """Somebody registers with a code, and proves the address."""
    user_id = new_id()
    address = email or f"{name.lower()}@example.com"
    about = {"id": str(user_id), "email": address, "email_verified": False, "name": name, "status": "active"}
    town.identity.people[user_id] = about | {"email_verified": verified}
    await town.bench.deliver("identity.user.created.v1", about | {"referral_code": code})
    if verified:
        town.bench.clock.advance(seconds=1)
        await town.bench.deliver("identity.user.verified.v1", about | {"email_verified": True})
    return user_id


async def pays(town: Any, workspace: UUID, *, payment: UUID | None = None, **fields: Any) -> UUID:
    """Finance tells of a paid subscription."""
    payment = payment or new_id()
    data = {"id": str(payment), "purpose": "subscription", "reference_id": str(new_id()), "amount": PAID} | fields
    await town.bench.deliver("finance.payment.succeeded.v1", data, workspace_id=workspace)
    return payment


async def rewards(owner: Any) -> list[Any]:
    return list((await owner.get(f"{API}/rewards", params={"sort": "created_at"})).json()["items"])


async def attributions(owner: Any) -> list[Any]:
    return list((await owner.get(f"{API}/attributions")).json()["items"])


async def brought(town: Any, **terms: Any) -> tuple[UUID, Any, UUID, UUID]:
    """Ada's workspace and credential, who came by her code, and the workspace they made."""
    await program(town, **terms)
    acme, owner = await house(town)
    bob = await newcomer(town, "Bob", await code_of(owner))
    return acme, owner, bob, await town.found(bob, "Bobs")


async def test_who_came_by_a_code_and_pays_earns_one_reward_that_is_credited_after_the_hold(town: Any) -> None:
    acme, owner, _, theirs = await brought(town)
    [attributed] = await attributions(owner)
    assert (attributed["state"], attributed["name"]) == ("attributed", "Bob")
    payment = await pays(town, theirs)
    await pays(town, theirs, payment=payment)
    await pays(town, theirs)
    [reward] = await rewards(owner)
    assert (reward["amount"], reward["state"]) == ({"amount": 380, "currency": "USD"}, "pending")
    assert (await attributions(owner))[0]["state"] == "qualified"
    await town.pass_time(days=29)
    assert await town.bench.published("workspace.reward.approved.v1") == []
    await town.pass_time(days=1, hours=1)
    [event] = await town.bench.published("workspace.reward.approved.v1")
    assert event.workspaceid == acme
    assert event.data["id"] == reward["id"]
    assert (event.data["amount"], event.data["workspace_id"]) == (reward["amount"], str(acme))
    await town.pass_time(days=3)
    assert len(await town.bench.published("workspace.reward.approved.v1")) == 1
    credited = {"id": str(new_id()), "source": "reward", "source_ref": reward["id"]}
    for _ in range(2):
        await town.bench.deliver("finance.wallet.credited.v1", credited, workspace_id=acme)
    assert (await rewards(owner))[0]["state"] == "booked"
    kinds = [e.type for e in await town.bench.published() if ".referral." in e.type]
    assert kinds == ["workspace.referral.attributed.v1", "workspace.referral.qualified.v1"]


async def test_who_shares_a_browser_with_who_brought_them_is_looked_at_first(town: Any) -> None:
    await program(town)
    _, owner = await house(town)
    code = await code_of(owner)
    [ada] = [member["user_id"] for member in (await owner.get(f"{API}/members")).json()["items"]]
    eve, bob, cid = [await newcomer(town, name, code) for name in ("Eve", "Bob", "Cid")]
    stranger = await town.person("Dan")
    for who, others in ((bob, [ada, str(stranger)]), (cid, [str(stranger)]), (ada, [str(eve)])):
        for _ in range(2):
            await town.bench.deliver("identity.device.shared.v1", {"id": str(who), "others": others}, public=False)
    states = {row["name"]: (row["state"], row["reason"]) for row in await attributions(owner)}
    suspicious = ("flagged", "both have signed in with one browser")
    assert states == {"Eve": suspicious, "Bob": suspicious, "Cid": ("attributed", None)}
    await pays(town, await town.found(bob, "Bobs"))
    await town.pass_time(days=31)
    assert await town.bench.published("workspace.reward.approved.v1") == []


async def test_nobody_brings_themselves(town: Any) -> None:
    await program(town)
    _, owner = await house(town)
    code = await code_of(owner)
    for name, email in (("Again", "ada+new@example.com"), ("Same", "ADA@example.com")):
        me = await newcomer(town, name, code, email=email)
        await pays(town, await town.found(me, name))
    assert {row["state"] for row in await attributions(owner)} == {"rejected"}
    assert await rewards(owner) == []
    assert await town.bench.published("workspace.referral.attributed.v1") == []


async def test_an_attribution_is_set_once(town: Any) -> None:
    await program(town)
    (_, ada), (_, eve) = await house(town, "Ada"), await house(town, "Eve")
    bob = await newcomer(town, "Bob", await code_of(ada))
    about = {"id": str(bob), "email": "bob@example.com", "referral_code": await code_of(eve)}
    await town.bench.deliver("identity.user.created.v1", about)
    assert (len(await attributions(ada)), len(await attributions(eve))) == (1, 0)


async def test_one_payment_told_by_many_at_once_is_one_reward(town: Any) -> None:
    _, owner, _, theirs = await brought(town)
    data = {"id": str(new_id()), "purpose": "subscription", "amount": PAID}
    for _ in range(10):
        await town.bench.deliver("finance.payment.succeeded.v1", data, workspace_id=theirs, run=False)
    await asyncio.gather(*(town.bench.run_until_idle() for _ in range(4)))
    assert len(await rewards(owner)) == 1
    [code] = (await owner.get(f"{API}/referral-codes")).json()["items"]
    assert code["rewarded"] == 1


async def test_a_refund_takes_the_reward_back_at_every_stage(town: Any) -> None:
    rules = [{"key": "each", "trigger": "subscription", "share_bp": 1000, "first_only": False}]
    acme, owner, _, theirs = await brought(town, rules=rules, hold_days=1)
    early, booked = await pays(town, theirs), await pays(town, theirs)
    refund = {"id": str(new_id()), "payment_id": str(early), "amount": PAID}
    await town.bench.deliver("finance.refund.succeeded.v1", refund, workspace_id=theirs)
    assert [row["state"] for row in await rewards(owner)] == ["clawed_back", "pending"]
    assert await town.bench.published("workspace.reward.clawed_back.v1") == []
    await town.pass_time(days=1, hours=2)
    [approved] = await town.bench.published("workspace.reward.approved.v1")
    moved = {"id": str(new_id()), "source": "reward", "source_ref": approved.data["id"]}
    await town.bench.deliver("finance.wallet.credited.v1", moved, workspace_id=acme)
    for _ in range(2):
        await town.bench.deliver("finance.payment.disputed.v1", {"id": str(booked)}, workspace_id=theirs)
    assert [row["state"] for row in await rewards(owner)] == ["clawed_back", "booked"]
    [event] = await town.bench.published("workspace.reward.clawed_back.v1")
    assert event.data["id"] == approved.data["id"]
    await town.bench.deliver("finance.wallet.reversed.v1", moved, workspace_id=acme)
    assert [row["state"] for row in await rewards(owner)] == ["clawed_back", "reversed"]
    late = new_id()
    await town.bench.deliver("finance.refund.succeeded.v1", {"id": str(new_id()), "payment_id": str(late)})
    await pays(town, theirs, payment=late)
    assert len(await rewards(owner)) == 2, "what was refunded before we heard of it earns nothing"


async def test_an_unproven_address_earns_nothing(town: Any) -> None:
    await program(town)
    _, owner = await house(town)
    bob = await newcomer(town, "Bob", await code_of(owner), verified=False)
    await pays(town, await town.found(bob))
    await town.pass_time(days=31)
    [reward] = await rewards(owner)
    assert reward["state"] == "clawed_back"
    assert await town.bench.published("workspace.reward.approved.v1") == []


async def test_staff_looks_at_what_is_suspicious_before_anything_is_paid(town: Any) -> None:
    _, owner, _, theirs = await brought(town)
    await pays(town, theirs)
    staff = town.bench.staff()
    [row] = (await staff.get(f"{API}/admin/attributions")).json()["items"]
    url = f"{API}/admin/attributions/{row['id']}"
    assert (await staff.post(f"{url}/flag", json={"reason": "one device"})).json()["state"] == "flagged"
    await town.pass_time(days=32)
    assert [reward["state"] for reward in await rewards(owner)] == ["pending"]
    assert (await staff.post(f"{url}/clear", json={"reason": "a family"})).json()["state"] == "attributed"
    assert (await staff.post(f"{url}/clear", json={"reason": "a family"})).status_code == 409
    await town.pass_time(days=2)
    [reward] = await rewards(owner)
    assert reward["state"] == "approved"
    back = await staff.post(f"{API}/admin/rewards/{reward['id']}/claw-back", json={"reason": "shared card"})
    assert back.json()["state"] == "clawed_back"
    assert (await owner.post(f"{url}/flag", json={"reason": "mine"})).status_code == 403
    acts = (await staff.get(f"{API}/admin/audit-entries")).json()["items"]
    assert {"workspace.attribution.flag", "workspace.reward.clawed_back"} <= {act["action"] for act in acts}


async def test_one_payment_method_on_both_sides_is_looked_at(town: Any) -> None:
    acme, owner, _, theirs = await brought(town)
    await pays(town, acme, fingerprint="card-1")
    await pays(town, theirs, fingerprint="card-1")
    [row] = await attributions(owner)
    assert (row["state"], row["reason"]) == ("flagged", "both have paid by one payment method")
    await town.pass_time(days=40)
    assert [reward["state"] for reward in await rewards(owner)] == ["pending"]
    assert b"card-1" not in (await town.raw("SELECT print FROM referral_payment_prints"))[0][0]


async def test_caps_hold(town: Any) -> None:
    rules = [{"key": "each", "trigger": "subscription", "share_bp": 5000, "first_only": False}]
    _, owner, _, theirs = await brought(town, rules=rules, max_rewards=2, max_amount=700)
    for _ in range(4):
        await pays(town, theirs)
    assert [reward["amount"]["amount"] for reward in await rewards(owner)] == [700, 700]


async def test_only_subscriptions_templates_and_tokens_of_the_platform_earn(town: Any) -> None:
    rules = [
        {"key": kind, "trigger": kind, "amount": {"amount": 100, "currency": "EUR"}}
        for kind in ("template", "token_pack")
    ]
    _, owner, _, theirs = await brought(town, rules=rules)
    await pays(town, theirs, purpose="wallet_topup")
    bought = {"id": str(new_id()), "amount": PAID}
    await town.bench.deliver("marketplace.purchase.paid.v1", bought, workspace_id=theirs)
    await town.bench.deliver("ai.token_pack.purchased.v1", bought | {"id": str(new_id())}, workspace_id=theirs)
    assert sorted(reward["rule"] for reward in await rewards(owner)) == ["template", "token_pack"]
    await town.bench.deliver("marketplace.purchase.refunded.v1", bought, workspace_id=theirs)
    states = {reward["rule"]: reward["state"] for reward in await rewards(owner)}
    assert states == {"template": "clawed_back", "token_pack": "pending"}


async def test_customers_of_a_workspace_bring_customers(town: Any) -> None:
    acme, owner = await house(town)
    rules = [{"key": "first_order", "trigger": "order", "share_bp": 1000}]
    made = await owner.post(f"{API}/referral-programs", json={"name": "Friends", "rules": rules, "hold_days": 0})
    assert made.status_code == 201, made.text
    wrong = [{"key": "x", "trigger": "subscription", "share_bp": 1000}]
    assert (await owner.post(f"{API}/referral-programs", json={"name": "F", "rules": wrong})).status_code == 422
    one = f"{API}/referral-programs/{made.json()['id']}"
    for wrong_patch in ({"rules": rules * 2}, {"rules": wrong}, {"rules": None}, {"hold_days": -1}):
        assert (await owner.patch(one, json=wrong_patch)).status_code == 422, wrong_patch
    code = await code_of(
        owner, kind="customer", program_id=made.json()["id"], referrer_email="fan@example.com", code="fan-of-acme"
    )

    async def order(email: str, **fields: Any) -> str:
        data = {"id": str(new_id()), "total": {"amount": 5000, "currency": "EUR"}, "customer": {"email": email}}
        await town.bench.deliver("commerce.order.paid.v1", data | fields, workspace_id=acme)
        return str(data["id"])

    await order("fan+me@example.com", referral_code=code)
    await order("stranger@example.com")
    first = await order("new@example.com", referral_code=code)
    await order("new@example.com")
    [reward] = await rewards(owner)
    assert (reward["amount"]["amount"], reward["kept_amount"]) == (485, 15)
    await town.pass_time(hours=2)
    [event] = await town.bench.published("workspace.reward.approved.v1")
    assert (event.data["beneficiary_email"], event.data["payer_workspace_id"]) == ("fan@example.com", str(acme))
    await town.bench.deliver("commerce.order.refunded.v1", {"id": first}, workspace_id=acme)
    assert (await rewards(owner))[0]["state"] == "clawed_back"
    used = await owner.delete(f"{API}/referral-programs/{made.json()['id']}")
    assert (used.status_code, used.json()["code"]) == (409, "program_in_use")


async def test_invites_go_out_once_each_and_say_what_failed(town: Any) -> None:
    await program(town)
    _, owner = await house(town)
    body = {"emails": ["bob@example.com", "nonsense", "BOB@example.com", "eve@example.com"], "message": "Try <it>"}
    answer = await owner.post(f"{API}/referral-invites", json=body, headers={"idempotency-key": "one"})
    assert answer.status_code == 200, answer.text
    assert [row["code"] for row in answer.json()["results"]] == [None, "validation_failed", "already_invited", None]
    [mail] = await town.mails("bob@example.com")
    assert "Try <it>" in mail
    code = mail.partition("?ref=")[2].split()[0]
    shown = (await town.bench.client().get(f"{API}/public/referral-codes/{code}")).json()
    assert (shown["invited_by"], shown["window_days"]) == ("Ada", 60)
    await newcomer(town, "Bob", code)
    states = {row["email"]: row["state"] for row in (await owner.get(f"{API}/referral-invites")).json()["items"]}
    assert states == {"bob@example.com": "joined", "eve@example.com": "sent"}
    too_many = {"emails": [f"f{number}@example.com" for number in range(51)]}
    refused = await owner.post(f"{API}/referral-invites", json=too_many, headers={"idempotency-key": "two"})
    assert refused.status_code == 422


async def test_codes_keep_their_rules(town: Any) -> None:
    await program(town)
    _, owner = await house(town)
    await code_of(owner, code="ada-2026")
    (_, eve) = await house(town, "Eve")
    taken = await eve.post(f"{API}/referral-codes", json={"code": "ada-2026"})
    assert (taken.status_code, taken.json()["code"]) == (409, "code_taken")
    for wrong in ({"code": "A B"}, {"code": "-a"}, {"kind": "customer"}, {"referrer_email": "a@example.com"}):
        assert (await owner.post(f"{API}/referral-codes", json=wrong)).status_code == 422
    [code] = (await owner.get(f"{API}/referral-codes")).json()["items"]
    await owner.patch(f"{API}/referral-codes/{code['id']}", json={"active": False})
    assert (await town.bench.client().get(f"{API}/public/referral-codes/ada-2026")).status_code == 404
    assert (await eve.get(f"{API}/referral-codes/{code['id']}")).status_code == 404


async def test_an_affiliate_applies_is_admitted_and_earns_by_links(town: Any) -> None:
    rules = [{"key": "each", "trigger": "subscription", "share_bp": 3000, "first_only": False}]
    await program(town, "affiliate", rules=rules)
    ada = await town.person("Ada")
    acme = await town.found(ada, "Ada")
    owner, person = await town.enter(ada, acme), town.as_person(ada)
    other, _ = await house(town, "Eve")
    foreign = await person.post(f"{API}/affiliates/apply", json={"payout_workspace_id": str(other)})
    assert foreign.status_code == 422
    applied = await person.post(f"{API}/affiliates/apply", json={"payout_workspace_id": str(acme)})
    assert (applied.status_code, applied.json()["state"]) == (201, "applied")
    again = await person.post(f"{API}/affiliates/apply", json={"payout_workspace_id": str(acme)})
    assert (again.status_code, again.json()["code"]) == (409, "already_affiliate")
    early = await owner.post(f"{API}/affiliate-links", json={})
    assert (early.status_code, early.json()["code"]) == (403, "not_an_affiliate")
    url = f"{API}/admin/affiliates/{applied.json()['id']}"
    staff = town.bench.staff()
    assert (await staff.post(f"{url}/approve", json={"reason": "welcome"})).json()["state"] == "approved"
    link = (await owner.post(f"{API}/affiliate-links", json={"label": "Blog"})).json()
    assert [row["code"] for row in (await owner.get(f"{API}/affiliate-links")).json()["items"]] == [link["code"]]
    bob = await newcomer(town, "Bob", link["code"])
    theirs = await town.found(bob, "Bobs")
    await pays(town, theirs)
    await pays(town, theirs)
    assert [reward["amount"]["amount"] for reward in await rewards(owner)] == [570, 570]
    await staff.post(f"{url}/suspend", json={"reason": "spam"})
    assert (await town.bench.client().get(f"{API}/public/referral-codes/{link['code']}")).status_code == 404
    assert "affiliate_decided" in {notice["template"] for notice in await town.notices("Ada")}


async def test_who_is_invited_by_an_onboarding_accepts_or_declines(town: Any) -> None:
    (acme, _), (_, _) = await house(town, "Ada"), await house(town, "Eve")
    ids = {about["name"]: user for user, about in town.identity.people.items()}
    for name in ("Ada", "Ada", "Eve"):
        claimed = {"id": str(new_id()), "user_id": str(ids[name]), "affiliate": True}
        await town.bench.deliver("crm.onboarding.claimed.v1", claimed, workspace_id=acme)
    ada, eve = town.as_person(ids["Ada"]), town.as_person(ids["Eve"])
    [mine] = (await ada.get(f"{API}/affiliates")).json()["items"]
    assert mine["state"] == "invited"
    [theirs] = (await eve.get(f"{API}/affiliates")).json()["items"]
    assert (await ada.post(f"{API}/affiliates/{theirs['id']}/decline")).status_code == 404
    assert (await eve.post(f"{API}/affiliates/{theirs['id']}/decline")).json()["state"] == "rejected"
    accepted = await ada.post(f"{API}/affiliates/{mine['id']}/accept", json={"payout_workspace_id": str(acme)})
    assert accepted.json()["state"] == "approved"
    assert (await ada.post(f"{API}/affiliates/{mine['id']}/decline")).status_code == 409
    assert [n["template"] for n in await town.notices("Ada")].count("affiliate_invited") == 1
    verbs = [e.type.split(".")[2] for e in await town.bench.published() if ".affiliate." in e.type]
    assert sorted(verbs) == ["created", "created", "updated", "updated"]


async def test_who_is_erased_is_named_nowhere(town: Any) -> None:
    await program(town)
    _, owner = await house(town)
    body = {"emails": ["bob@example.com"]}
    await owner.post(f"{API}/referral-invites", json=body, headers={"idempotency-key": "one"})
    code = (await owner.get(f"{API}/referral-codes")).json()["items"][0]["code"]
    bob = await newcomer(town, "Bob", code)
    theirs = await town.enter(bob, await town.found(bob, "Bobs"))
    own = await code_of(theirs)
    gone = {"erasure": str(new_id()), "user": str(bob), "pseudonym": "Somebody"}
    await town.bench.deliver("identity.user.deleted.v1", gone, public=False)
    assert (await owner.get(f"{API}/referral-invites")).json()["items"] == []
    assert [row["name"] for row in await attributions(owner)] == ["Somebody"]
    assert (await town.bench.client().get(f"{API}/public/referral-codes/{own}")).status_code == 404
