"""Known and trusted devices."""

from typing import Any

URL, SHARED = "/api/v1/identity", "identity.device.shared.v1"


async def device_of(client: Any) -> dict[str, Any]:
    [device] = (await client.get(f"{URL}/devices")).json()["items"]
    return dict(device)


async def test_a_trusted_device_skips_the_second_factor_for_thirty_days(house: Any) -> None:
    person = await house.register()
    device = await device_of(await person.client())
    url = f"{URL}/devices/{device['id']}/trust"
    weak = await (await person.client()).post(url)
    assert (weak.status_code, weak.json()["code"]) == (403, "second_factor_required")
    await person.enrol_totp()
    await person.refresh()
    client = await person.client()
    assert (await client.post(url)).json()["trusted"] is True
    token = person.tokens["device_token"]
    signed_in = (await house.login(person, device_token=token)).json()
    assert (await house.claims(signed_in["access_token"]))["aal"] == 2
    assert (await house.login(person)).json()["status"] == "mfa_required", "only that device"
    house.bench.clock.advance(days=30)
    assert (await house.login(person, device_token=token)).json()["status"] == "mfa_required"


async def test_a_new_password_ends_the_trust(house: Any) -> None:
    person = await house.register()
    await person.enrol_totp()
    await person.refresh()
    client = await person.client()
    device = await device_of(client)
    await client.post(f"{URL}/devices/{device['id']}/trust")
    body = {"current_password": person.password, "new_password": "a whole new one"}
    assert (await client.post(f"{URL}/me/change-password", json=body)).status_code == 204
    assert (await device_of(client))["trusted"] is False
    answer = await house.login(person, password="a whole new one", device_token=person.tokens["device_token"])
    assert answer.json()["status"] == "mfa_required"


async def test_staff_cannot_trust_a_device_and_nobody_another_one(house: Any) -> None:
    founder, person = await house.founder(), await house.register()
    client = await founder.client()
    device = await device_of(client)
    refused = await client.post(f"{URL}/devices/{device['id']}/trust")
    assert (refused.status_code, refused.json()["code"]) == (409, "trust_not_for_staff")
    await person.enrol_totp()
    await person.refresh()
    other = await (await person.client()).post(f"{URL}/devices/{device['id']}/trust")
    assert (other.status_code, other.json()["code"]) == (409, "not_this_device")
    assert (await (await person.client()).post(f"{URL}/devices/{device['id']}/untrust")).status_code == 404


async def test_a_forgotten_device_is_a_new_one_again(house: Any) -> None:
    person = await house.register()
    await house.login(person)
    client = await person.client()
    items = (await client.get(f"{URL}/devices")).json()["items"]
    assert (await client.delete(f"{URL}/devices/{items[1]['id']}")).status_code == 204
    await house.login(person, device_token=person.tokens["device_token"])
    events = await house.bench.published("identity.login.succeeded.v1")
    assert events[-1].data["new_device"] is True


async def test_who_signs_in_where_others_did_is_told_of_once_and_only_with_their_tokens(house: Any) -> None:
    browser = {"client": "browser"}
    ada, eve = await house.register(), await house.register()
    for person in (ada, eve):
        assert (await house.login(person, **browser)).status_code == 200
    cookies = dict(house.visitor.cookies)
    [first] = [event.data for event in await house.bench.published(SHARED)]
    assert first == {"id": eve.id, "others": [ada.id]}
    bob = await house.register()
    [_, second] = [event.data for event in await house.bench.published(SHARED)]
    assert (second["id"], set(second["others"])) == (bob.id, {ada.id, eve.id})
    assert not (await house.bench.published(SHARED))[1].public
    await house.login(ada, **browser)
    assert len(await house.bench.published(SHARED)) == 2, "a known browser says nothing new"

    house.visitor.cookies.clear()
    for name in cookies:  # what somebody makes up proves nothing
        house.visitor.cookies.set(name, "x" * 43)
    await house.register()
    assert len(await house.bench.published(SHARED)) == 2
