"""The fresh state of a user for workspace, and the rules of names and addresses."""

from typing import Any

import pytest

from mewayz_identity.users import rules
from mewayz_kit.ids import new_id


async def test_workspace_sees_the_present_state(house: Any) -> None:
    person = await house.register()
    workspace = house.bench.service("workspace")
    assert (await workspace.get(f"/internal/v1/users/{person.id}")).json() == {
        "id": person.id,
        "email": person.email,
        "email_verified": False,
        "status": "pending",
        "name": "Ada Lovelace",
        "locale": "en",
    }
    assert (await workspace.get(f"/internal/v1/users/{new_id()}")).status_code == 404
    assert (await house.bench.service("crm").get(f"/internal/v1/users/{person.id}")).status_code == 403
    assert (await house.visitor.get(f"/internal/v1/users/{person.id}")).status_code == 401


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("Ada@Example.COM", "ada@example.com"),
        (" a.b+c@example.com ", "a.b+c@example.com"),
        ("x@MÜNCHEN.example", "x@xn--mnchen-3ya.example"),
        ("ａｄａ@example.com", "ada@example.com"),
    ],
)
def test_addresses_are_the_same_in_one_form(address: str, normal: str) -> None:
    assert rules.normalise_email(address) == normal
    assert rules.normalise_email(rules.normalise_email(address)) == normal
