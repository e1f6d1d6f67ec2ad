"""Asking workspace to tell somebody something."""

import pytest
from pydantic import ValidationError

from mewayz_kit.ids import new_id
from mewayz_kit.notices import Recipients, notify
from mewayz_testing.bench import ServiceBench


async def test_a_notice_is_requested_in_the_same_transaction(bench: ServiceBench) -> None:
    workspace, user = await bench.workspace(), new_id()

    async def ask_and_fail() -> None:
        async with bench.uow(workspace_id=workspace) as uow:
            notify(uow, recipients=Recipients(role="owner"), category="team", template="x.y", dedupe_key="1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ask_and_fail()
    async with bench.uow(workspace_id=workspace) as uow:
        notify(
            uow,
            recipients=Recipients.people([user, user]),
            category="sales",
            template="probe.firm_won",
            params={"name": "Acme", "firm_id": user},
            url="/probe/firms",
            dedupe_key="firm-won:1",
        )
    [event] = await bench.published("probe.notice.requested.v1")
    assert (event.workspaceid, event.public, event.subject) == (workspace, False, "firm-won:1")
    assert event.data == {
        "recipients": {"users": [str(user)], "role": None, "permission": None},
        "category": "sales",
        "template": "probe.firm_won",
        "params": {"name": "Acme", "firm_id": str(user)},
        "url": "/probe/firms",
        "dedupe_key": "firm-won:1",
        "deferred": False,
    }


def test_exactly_one_kind_of_recipient() -> None:
    assert Recipients.permission_holders("probe.firms:write").permission == "probe.firms:write"
    for wrong in ({}, {"users": [new_id()], "role": "owner"}):
        with pytest.raises(ValidationError):
            Recipients.model_validate(wrong)
