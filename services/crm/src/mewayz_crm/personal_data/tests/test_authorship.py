"""What members did outlives them, without them."""

from uuid import UUID

import pytest

from mewayz_crm.personal_data.authorship import authors
from mewayz_crm.tests.making import API, make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench


def test_every_column_that_says_who_did_something_is_known() -> None:
    known = {f"{column.table.name}.{column.name}" for column in authors()}
    assert known >= {"consents.actor", "timeline.actor", "mail_template_versions.saved_by", "notes.author_id"}
    assert known >= {"merges.user_id", "deal_stage_changes.user_id"}


@pytest.mark.parametrize("times", [1, 2])
async def test_an_erased_member_is_a_pseudonym_in_what_they_did(bench: ServiceBench, times: int) -> None:
    workspace, ada, bob = await bench.workspace(), new_id(), new_id()
    boss = bench.member(workspace)
    for user in (ada, bob):
        member = bench.member(workspace, user_id=user)
        name = f"{user}"[-6:]
        contact = await make(member, "contacts", first_name=name)
        await make(member, "notes", subject_type="contact", subject_id=contact["id"], body=name)
        news = await make(member, "lists", name=name, opt_in="single")
        await make(member, "subscriptions", list_id=news["id"], address=f"{name}@example.com")
        await make(member, "mail-templates", key=f"k{name}", subject="Hello", body="Hello")
    await bench.run_until_idle()
    before = await said(bench, workspace)
    assert {str(ada), str(bob)} <= before
    for _ in range(times):
        erasure = {"erasure": str(new_id()), "user": str(ada), "pseudonym": "person-7"}
        await bench.deliver("identity.user.deleted.v1", erasure, public=False)
    assert await bench.inbox("dead") == []
    after = await said(bench, workspace)
    assert str(ada) not in after
    assert {"person-7", str(bob)} <= after
    [note] = [one for one in (await boss.get(f"{API}/notes")).json()["items"] if one["body"] == f"{ada}"[-6:]]
    assert note["author_id"] is None


async def said(bench: ServiceBench, workspace: UUID) -> set[str]:
    """Everybody who is named as an author."""
    boss, found = bench.member(workspace), set()
    for noun, field in (("notes", "author_id"), ("consents", "actor"), ("timeline", "actor")):
        found |= {str(one[field]) for one in (await boss.get(f"{API}/{noun}")).json()["items"]}
    for template in (await boss.get(f"{API}/mail-templates")).json()["items"]:
        versions = await boss.get(f"{API}/mail-templates/{template['id']}/versions")
        found |= {str(one["saved_by"]) for one in versions.json()["items"]}
    return found
