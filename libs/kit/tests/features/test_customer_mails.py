"""Asking crm to mail somebody."""

from mewayz_kit.customer_mails import Customer, CustomerMail, Words, mail_customer
from mewayz_testing.bench import ServiceBench


async def test_a_mail_is_requested_in_the_same_transaction(bench: ServiceBench) -> None:
    workspace = await bench.workspace()
    to, words = Customer(address="jane@example.com", locale="de-AT"), Words(subject="Bezahlt", text="Danke!")
    async with bench.uow(workspace_id=workspace) as uow:
        mail_customer(uow, to=to, template_key="probe.paid", data={"number": 7}, words=words, dedupe_key="order-paid:7")
    [event] = await bench.published("probe.customer_message.requested.v1")
    assert (event.workspaceid, event.public, event.subject) == (workspace, False, "order-paid:7")
    read = CustomerMail.model_validate(event.data)
    assert (read.to, read.words, read.data, read.attachments) == (to, words, {"number": 7}, [])
