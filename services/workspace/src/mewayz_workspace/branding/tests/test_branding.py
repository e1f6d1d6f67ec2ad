"""Branding through its routes, under the plans that allow it."""

from typing import Any

import pytest
import sqlalchemy as sa

from mewayz_testing.race import race_statuses
from mewayz_workspace.branding.models import Branding
from mewayz_workspace.mail.models import MailboxMessage
from mewayz_workspace.media.tests.test_media import picture, store

API = "/api/v1/workspace"
URL = f"{API}/branding"


@pytest.fixture
async def home(town: Any) -> Any:
    ada = await town.person("Ada")
    acme = await town.found(ada)
    return ada, acme, await town.enter(ada, acme)


async def comp(town: Any, workspace: Any, **value: Any) -> None:
    body = {"workspace_id": str(workspace), "kind": "comp", "reason": "for the test"} | value
    answer = await town.bench.staff().post(f"{API}/admin/overrides", json=body)
    assert answer.status_code == 201, answer.text
    await town.bench.run_until_idle()


async def test_a_fresh_workspace_looks_plain_and_carries_the_badge(town: Any, home: Any) -> None:
    owner = home[2]
    shown = (await owner.get(URL)).json()
    assert (shown["version"], shown["logo_media_id"], shown["badge_shown"], shown["app_name"]) == (0, None, True, None)
    assert (await owner.get(URL)).json()["id"] == shown["id"]
    public = (await town.bench.client().get(f"{API}/public/branding", params={"workspace": "ferrell"})).json()
    assert (public["name"], public["logo_url"], public["badge_shown"]) == ("Ferrell", None, True)
    assert public["colours"] == shown["colours"]
    unknown = await town.bench.client().get(f"{API}/public/branding", params={"workspace": "nobody"})
    assert unknown.status_code == 404


async def test_too_little_contrast_is_refused_with_a_way_out(town: Any, home: Any) -> None:
    owner = home[2]
    before = await town.counts()
    body = {"colours": {"background": "#FFFFFF", "text": "#999999"}}
    refused = await owner.patch(URL, json=body)
    [error] = refused.json()["errors"]
    assert (refused.status_code, error["pointer"], error["code"]) == (422, "/colours/text", "contrast_too_low")
    assert await town.counts() == before
    taken = await owner.patch(URL, json={"colours": {"background": "#FFFFFF", "text": error["suggestion"]}})
    assert taken.status_code == 200, taken.text
    assert taken.json()["colours"]["text"] == error["suggestion"]
    alone = await owner.patch(URL, json={"colours": {"background": "#808080"}})
    assert alone.json()["errors"][0]["code"] == "contrast_too_low"
    stale = await owner.patch(URL, json={"hide_badge": False}, headers={"If-Match": '"9"'})
    assert stale.status_code == 412


async def test_logos_are_public_pictures_and_stay_while_they_are_used(town: Any, home: Any) -> None:
    owner = home[2]
    logo = await store(town, owner, picture((400, 100)), purpose="logo", visibility="public")
    secret = await store(town, owner, picture((40, 40)), purpose="logo")
    text = await store(town, owner, b"hello", content_type="text/plain", visibility="public")
    for wrong in (secret["id"], text["id"], "0192f0c1-7d1e-7000-8000-6d657761797a"):
        refused = await owner.patch(URL, json={"logo_media_id": wrong})
        assert refused.json()["errors"][0]["pointer"] == "/logo_media_id"
    assert (await owner.patch(URL, json={"logo_media_id": logo["id"]})).json()["media_ids"] == [logo["id"]]
    await town.bench.run_until_idle()
    public = (await town.bench.client().get(f"{API}/public/branding", params={"workspace": "ferrell"})).json()
    assert public["logo_url"] == logo["url"]
    used = await owner.delete(f"{API}/media/{logo['id']}")
    assert (used.status_code, used.json()["code"]) == (409, "media_in_use")
    assert used.json()["used_by"][0]["entity"] == "workspace.branding"
    await owner.patch(URL, json={"logo_media_id": None})
    await town.bench.run_until_idle()
    assert (await owner.delete(f"{API}/media/{logo['id']}")).status_code == 204
    assert len(await town.bench.published("workspace.branding.updated.v1")) == 2


async def test_the_badge_goes_with_a_paid_plan_and_comes_back_without(town: Any, home: Any) -> None:
    ada, acme, owner = home
    before = await town.counts()
    refused = await owner.patch(URL, json={"hide_badge": True})
    assert (refused.status_code, refused.json()["code"]) == (403, "badge_forced")
    assert await town.counts() == before
    await comp(town, acme, bundles=["creator"])
    owner = await town.enter(ada, acme)
    assert (await owner.patch(URL, json={"hide_badge": True})).json()["badge_shown"] is False
    [override] = (await town.bench.staff().get(f"{API}/admin/overrides")).json()["items"]
    ended = await town.bench.staff().delete(f"{API}/admin/overrides/{override['id']}")
    assert ended.status_code < 300, ended.text
    await town.bench.run_until_idle()
    shown = (await owner.get(URL)).json()
    assert (shown["hide_badge"], shown["badge_shown"]) == (True, True)


async def test_white_label_needs_its_feature(town: Any, home: Any) -> None:
    ada, acme, owner = home
    for body in ({"white_label": True}, {"app_name": "Acme OS"}):
        refused = await owner.patch(URL, json=body)
        assert (refused.status_code, refused.json()["feature"]) == (403, "white-label")
    named = await owner.patch(URL, json={"mail_sender_name": "Ferrell LLC"})
    assert named.status_code == 200
    await town.invite(owner, "bob@example.com")
    await comp(town, acme, features=["white-label"])
    owner = await town.enter(ada, acme)
    on = await owner.patch(URL, json={"white_label": True, "app_name": "Acme OS"})
    assert (on.json()["white_label_on"], on.json()["app_name"]) == (True, "Acme OS")
    await town.invite(owner, "eve@example.com")
    public = (await town.bench.client().get(f"{API}/public/branding", params={"workspace": "ferrell"})).json()
    assert public["app_name"] == "Acme OS"
    async with town.bench.uow() as uow:
        senders = list(await uow.all(sa.select(MailboxMessage.sender).order_by(MailboxMessage.id)))
    assert senders == [
        "Ferrell LLC via Mewayz <no-reply@mewayz.invalid>",
        "Ferrell LLC <no-reply@mewayz.invalid>",
    ]
    bad = await owner.patch(URL, json={"mail_sender_name": "Acme\r\nBcc: x@example.com"})
    assert bad.status_code == 422


async def test_parallel_first_choices_make_one_row(town: Any, home: Any) -> None:
    _, acme, owner = home
    statuses = await race_statuses(
        lambda number: owner.patch(URL, json={"mail_sender_name": f"Acme {number}"}), callers=8
    )
    assert set(statuses) <= {200, 409, 503}
    assert statuses[200] >= 1
    async with town.bench.uow(workspace_id=acme) as uow:
        assert len(await uow.all(sa.select(Branding))) == 1


async def test_branding_is_the_workspaces_own(town: Any, home: Any) -> None:
    ada, acme, owner = home
    bob = await town.person("Bob")
    await town.join(owner, bob, role="viewer")
    viewer = await town.enter(bob, acme)
    assert (await viewer.get(URL)).status_code == 200
    assert (await viewer.patch(URL, json={"hide_badge": False})).status_code == 403
    stranger = await town.enter(bob, await town.found(bob, "Other"))
    await owner.patch(URL, json={"mail_sender_name": "Acme"})
    assert (await stranger.get(URL)).json()["mail_sender_name"] is None
    assert (await town.as_person(ada).get(URL)).status_code == 403
