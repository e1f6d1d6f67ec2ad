"""A mail leaves with addresses of ours in it, and what a server says at once of its address counts like a bounce."""

from typing import Any

from mewayz_crm.inbound_mail.tests.test_inbound_mail import DOMAIN, suppressed
from mewayz_crm.mail import addresses
from mewayz_crm.messages.tests.conftest import smtp
from mewayz_crm.messages.tests.test_transports import JANE, LIMITS, sent
from mewayz_crm.tests.making import API

__all__ = ["smtp"]


async def test_a_mail_says_where_reports_and_unsubscriptions_go(open_bench: Any, smtp: Any) -> None:
    settings = {"crm_mail_url": smtp.url, "egress_allow": "127.0.0.1/32", "crm_inbound_domain": DOMAIN}
    async with open_bench(**settings) as bench:
        acme = await bench.workspace(limits=LIMITS)
        row = await sent(bench, acme, category="personal")
        receipt = await sent(bench, acme)
        assert smtp.senders == [addresses.make(bench.runtime, "bounce", one.id) for one in (row, receipt)]
        personal, transactional = smtp.mails
        leave = addresses.make(bench.runtime, "leave", row.id)
        assert str(personal["List-Unsubscribe"]).endswith(f">, <mailto:{leave}?subject=unsubscribe>")
        assert transactional["List-Unsubscribe"] is None


async def test_a_refusal_of_the_address_is_a_bounce(open_bench: Any, smtp: Any) -> None:
    async with open_bench(crm_mail_url=smtp.url, egress_allow="127.0.0.1/32") as bench:
        acme = await bench.workspace(limits=LIMITS)
        row = await sent(bench, acme, to_address="nobody@example.com")
        smtp.answers += ["554 spam"]
        await sent(bench, acme)
        assert (row.state, await suppressed(bench, acme)) == ("failed", [("nobody@example.com", "hard_bounce")])
        [event] = (await bench.member(acme).get(f"{API}/mail-events")).json()["items"]
        assert (event["kind"], event["message_id"]) == ("hard_bounce", str(row.id))
        assert smtp.senders == []
        assert JANE not in str(await suppressed(bench, acme))
