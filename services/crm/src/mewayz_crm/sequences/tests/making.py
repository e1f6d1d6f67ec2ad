"""A workspace that can send: a proven sender, a list, a template, and the sequences of a test."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2

from mewayz_crm.tests.making import API, make
from mewayz_kit.ids import new_id
from mewayz_testing.bench import ServiceBench

LIMITS = dict.fromkeys(["crm.contacts", "crm.mail_templates", "crm.mails_month", "crm.sequences"], -1)
JANE = "jane@example.com"
OWN = "ada@acme.example"


@dataclass
class Desk:
    """What a member who writes sequences has at hand."""

    bench: ServiceBench
    post: Any
    workspace: UUID
    member: httpx2.AsyncClient
    user_id: UUID
    sender_id: str
    list_id: str
    template_id: str

    async def sequence(self, *steps: dict[str, Any], active: bool = True, **fields: Any) -> str:
        """The id of a new sequence, active unless said otherwise."""
        known = {"name": "Welcome", "kind": "transactional", "sender_id": self.sender_id, "steps": steps}
        made = await make(self.member, "sequences", **known | fields)
        if active:
            await self.act("sequences", made["id"], "activate")
        return str(made["id"])

    async def marketing(self, *steps: dict[str, Any], **fields: Any) -> str:
        """Like `sequence`, for the subscribers of the list."""
        return await self.sequence(*steps, kind="marketing", list_id=self.list_id, **fields)

    async def act(self, noun: str, record_id: str, verb: str, **body: Any) -> dict[str, Any]:
        """The answer of an action that succeeds."""
        answer = await self.member.post(f"{API}/{noun}/{record_id}/{verb}", json=body or None)
        assert answer.status_code in {200, 201, 202}, answer.text
        return dict(answer.json())

    async def contact(self, address: str | None = JANE, *, subscribed: bool = False, **fields: Any) -> str:
        """The id of a new contact, on the list if said so."""
        emails = [{"address": address}] if address else []
        made = await make(
            self.member, first_name="Jane", last_name="Roe", emails=emails, allow_duplicate=True, **fields
        )
        if subscribed:
            await make(self.member, "subscriptions", list_id=self.list_id, address=address)
        return str(made["id"])

    async def enrol(self, sequence_id: str, *contact_ids: str) -> dict[str, Any]:
        """Who began and who did not, after what is due at once was done."""
        answer = await self.act("sequences", sequence_id, "enrol", contact_ids=list(contact_ids))
        await self.bench.run_until_idle()
        return answer

    async def pass_time(self, **delta: float) -> None:
        """Let time pass, and everything happen that is due then."""
        self.bench.clock.advance(**delta)
        await self.bench.run_until_idle()

    async def items(self, noun: str, **query: Any) -> list[dict[str, Any]]:
        """The newest 100 of a list, oldest first."""
        answer = await self.member.get(f"{API}/{noun}", params={"limit": 100, **query})
        assert answer.status_code == 200, answer.text
        return list(reversed(answer.json()["items"]))

    async def enrolments(self, **query: Any) -> list[tuple[str, str | None]]:
        """State and reason of each, oldest first."""
        return [(row["state"], row["reason"]) for row in await self.items("sequence-enrolments", **query)]

    async def done(self, **query: Any) -> list[tuple[str, str]]:
        """Step and outcome of each run, oldest first."""
        return [(row["step"], row["outcome"]) for row in await self.items("step-runs", **query)]

    def mail(self, key: str) -> dict[str, Any]:
        """A step that sends the template."""
        return {"key": key, "type": "mail", "template_id": self.template_id}


def wait(key: str, amount: int = 1, unit: str = "days") -> dict[str, Any]:
    """A step that waits."""
    return {"key": key, "type": "wait", "amount": amount, "unit": unit}


def tag(key: str, name: str = "seen") -> dict[str, Any]:
    """A step that puts a tag on the contact."""
    return {"key": key, "type": "add_tag", "tag": name}


async def desk(bench: ServiceBench, post: Any, **snapshot: Any) -> Desk:
    """A workspace with a proven sender, a single opt-in list, a template and a postal address."""
    workspace, user_id = await bench.workspace(limits=LIMITS, **snapshot), new_id()
    member = bench.member(workspace, user_id=user_id)
    sender = await make(member, "senders", name="Ada", address=OWN, owner_id=str(user_id))
    await member.post(f"{API}/senders/{sender['id']}/send-code")
    await bench.run_until_idle()
    [code] = re.findall(r"\b\d{6}\b", post.text(post.to(OWN)[-1]))
    proven = await member.post(f"{API}/senders/{sender['id']}/verify", json={"code": code})
    assert proven.status_code == 200, proven.text
    await member.patch(f"{API}/settings", json={"postal_address": "1 Main Street"})
    news = await make(member, "lists", name="News", opt_in="single")
    template = await make(
        member, "mail-templates", key="hello", subject="Hello {{ contact.first_name }}", body="Hi {{ contact.email }}"
    )
    return Desk(bench, post, workspace, member, user_id, sender["id"], news["id"], template["id"])
