"""The public form and what staff does with it."""

from typing import Any

import pytest

from mewayz_testing.race import race_statuses

FORM = "/api/v1/workspace/public/contact-requests"
ADMIN = "/api/v1/workspace/admin/contact-requests"
BODY = {"name": "Eve", "email": "Eve@Example.com", "message": "Do you offer invoices in Danish?"}


async def test_a_question_is_kept_and_answered_by_mail_once(town: Any) -> None:
    taken = await town.bench.client().post(FORM, json=BODY)
    assert taken.status_code == 201, taken.text
    staff = town.bench.staff()
    [row] = (await staff.get(f"{ADMIN}?state=new")).json()["items"]
    assert (row["name"], row["topic"]) == ("Eve", "other")
    one = f"{ADMIN}/{row['id']}"
    assert (await staff.post(f"{one}/answer", json={"body": "Yes, we do."})).json()["state"] == "answered"
    again = await staff.post(f"{one}/answer", json={"body": "Twice?"})
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")
    [mail] = await town.mails(row["email"])
    assert "Yes, we do." in mail
    assert (await staff.post(f"{one}/close")).status_code == 409


async def test_an_address_may_ask_a_few_times_a_day_even_in_parallel(town: Any) -> None:
    anyone = town.bench.client()
    statuses = await race_statuses(lambda _: anyone.post(FORM, json=BODY), callers=12)
    assert set(statuses) <= {201, 409, 429}
    while (await anyone.post(FORM, json=BODY | {"email": "eve@example.com"})).status_code == 201:
        pass
    staff = town.bench.staff()
    assert (await staff.get(f"{ADMIN}?count=true")).json()["total"] == 5
    refused = await anyone.post(FORM, json=BODY)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    town.bench.clock.advance(days=1)
    assert (await anyone.post(FORM, json=BODY)).status_code == 201


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"email": "nobody"}, "/email"), ({"message": "short"}, "/message"), ({"state": "closed"}, "/state"),
     ({"name": ""}, "/name"), ({"topic": "money"}, "/topic")],
)  # fmt: skip
async def test_a_bad_form_is_named_and_changes_nothing(town: Any, change: dict[str, Any], pointer: str) -> None:
    before = await town.counts()
    answer = await town.bench.client().post(FORM, json=BODY | change)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    assert await town.counts() == before


async def test_what_is_done_is_forgotten_after_a_year_what_waits_is_not(town: Any) -> None:
    anyone, staff = town.bench.client(), town.bench.staff()
    done = (await anyone.post(FORM, json=BODY)).json()
    await anyone.post(FORM, json=BODY | {"email": "other@example.com"})
    await staff.post(f"{ADMIN}/{done['id']}/close")
    town.bench.clock.advance(days=364)
    await town.bench.run_until_idle()
    assert (await staff.get(f"{ADMIN}?count=true")).json()["total"] == 2
    town.bench.clock.advance(days=2)
    await town.bench.run_until_idle()
    assert [row["email"] for row in (await staff.get(ADMIN)).json()["items"]] == ["other@example.com"]
