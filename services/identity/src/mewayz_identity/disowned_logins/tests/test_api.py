"""Saying "this wasn't me"."""

from typing import Any

URL = "/api/v1/identity/public/logins/disown"


async def test_a_stranger_is_thrown_out_and_a_new_password_is_offered(house: Any) -> None:
    person = await house.verified()
    stranger = (await house.login(person)).json()
    token = await house.mailed_token(person.email, "new_device")
    assert (await house.visitor.post(URL, json={"token": token})).status_code == 204
    assert (await house.refresh(stranger["refresh_token"])).json()["code"] == "session_ended"
    assert len(await house.mails(person.email, "password_reset")) == 1
    again = await house.login(person, device_token=stranger["device_token"])
    assert again.status_code == 200
    assert len(await house.mails(person.email, "new_device")) == 2, "the stranger's device is unknown again"
    for used in (token, "nonsense"):
        answer = await house.visitor.post(URL, json={"token": used})
        assert (answer.status_code, answer.json()["code"]) == (410, "link_closed")
