"""Campaigns that could start: a proven sender, a verified domain, a postal address, words, and people who want them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx2
import sqlalchemy as sa
from sqlmodel import col

from mewayz_crm.lists.subscriptions.models import Subscription
from mewayz_crm.mail_domains.models import MailDomain
from mewayz_crm.senders.models import Sender
from mewayz_crm.tests.making import API, make
from mewayz_kit.uow import UnitOfWork
from mewayz_testing.bench import ServiceBench

URL = f"{API}/campaigns"
WORDS = "Hello {{ contact.first_name|default('you') }}!\n\n{{ postal_address }} [no more]({{ unsubscribe_url }})"
UNLIMITED = {"crm.mails_month": -1, "crm.contacts": -1, "crm.mail_templates": -1}


@dataclass
class Desk:
    """A workspace that is ready to send, and the member who does."""

    bench: ServiceBench
    workspace_id: UUID
    member: httpx2.AsyncClient
    sender_id: str
    template_id: str
    list_id: str
    addresses: list[str] = field(default_factory=list)

    async def subscribe(self, number: int, *, list_id: str | None = None, prefix: str = "p") -> list[str]:
        """So many more confirmed subscriptions."""
        start = len(self.addresses)
        new = [f"{prefix}{start + place}@example.com" for place in range(number)]
        async with self.bench.uow(workspace_id=self.workspace_id) as uow:
            uow.session.add_all(subscription(uow, list_id or self.list_id, address) for address in new)
        self.addresses += new
        return new

    async def campaign(self, **fields: Any) -> str:
        """The path of a campaign that goes to the list."""
        known = {
            "name": "Sale",
            "audience": {"include": {"lists": [self.list_id]}},
            "variants": [{"template_id": self.template_id}],
            "sender_id": self.sender_id,
        }
        made = await make(self.member, "campaigns", **(known | fields))
        return f"{URL}/{made['id']}"

    async def do(self, where: str, verb: str, **body: Any) -> httpx2.Response:
        """An action, which may need its key."""
        return await self.member.post(f"{where}/{verb}", json=body or None, headers={"idempotency-key": str(uuid4())})

    async def started(self, **fields: Any) -> str:
        """A campaign that has just started."""
        where = await self.campaign(**fields)
        answer = await self.do(where, "start")
        assert answer.status_code == 200, answer.text
        return where

    async def recipients(self, where: str, **filters: Any) -> list[dict[str, Any]]:
        """Up to a hundred of its recipients."""
        asked = {"campaign_id": where.rpartition("/")[2], "limit": "100", **filters}
        answer = await self.member.get(f"{API}/campaign-recipients", params=asked)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def states(self, where: str) -> list[str]:
        """The states of its recipients."""
        return sorted(one["state"] for one in await self.recipients(where))

    async def state(self, where: str) -> str:
        """Its state."""
        return str((await self.member.get(where)).json()["state"])


def subscription(uow: UnitOfWork, list_id: str, address: str, state: str = "confirmed") -> Subscription:
    """A subscription as if its person had confirmed it."""
    return Subscription(
        list_id=UUID(list_id),
        address=address,
        address_norm=address.lower(),
        state=state,
        source="form",
        wording_version=0,
        subscribed_at=uow.now,
        confirmed_at=uow.now if state == "confirmed" else None,
    )


async def desk(bench: ServiceBench, people: int = 0, *, limits: Any = None, **snapshot: Any) -> Desk:
    """A workspace that is ready to send to so many people."""
    acme = await bench.workspace(limits=UNLIMITED | (limits or {}), **snapshot)
    member = bench.member(acme, user_id=uuid4())  # type: ignore[arg-type]
    await member.patch(f"{API}/settings", json={"postal_address": "Acme, 1 Main Street"})
    sender = await make(member, "senders", name="Acme", address="news@acme.example")
    await make(member, "mail-domains", domain="acme.example")
    async with bench.uow(workspace_id=acme) as uow:
        await uow.execute(sa.update(Sender).values(state="verified").where(col(Sender.id) == UUID(sender["id"])))
        await uow.execute(sa.update(MailDomain).values(state="verified"))
    template = await make(member, "mail-templates", key="sale", subject="Big sale", body=WORDS)
    news = await make(member, "lists", name="News", opt_in="single")
    made = Desk(bench, acme, member, sender["id"], template["id"], news["id"])
    await made.subscribe(people)
    return made


def addresses(mails: Sequence[Any]) -> list[str]:
    """Who got them, in order of their address."""
    return sorted(mail["To"].addresses[0].addr_spec for mail in mails)
