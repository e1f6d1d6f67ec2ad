"""Mails to the customers of a workspace: a service asks, crm sends one under the name of the workspace.

::

    mail_customer(uow, to=Customer(address=order.email, name=order.name, locale=order.locale),
                  template_key="commerce.order_paid", data={"number": order.number, "url": link},
                  words=Words(subject=…, text=…), dedupe_key=f"order-paid:{order.id}")

A workspace that has a transactional template of this key says it in its own words; `words` are those of the service, in
the language of the customer, for every other one. Codes for logging in never travel here.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from mewayz_kit.uow import UnitOfWork


class Customer(BaseModel):
    """Whom a mail goes to."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    address: str = Field(max_length=320)
    name: str | None = None
    locale: str | None = None
    zone: str | None = None


class Words(BaseModel):
    """What a mail says, as text in paragraphs between blank lines."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    subject: str = Field(min_length=1)
    text: str = Field(min_length=1)


class AttachedFile(BaseModel):
    """A file that a service has made, in the exchange area under a key that begins with the service's name. The service
    deletes it, not before seven days are over."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    key: str = Field(max_length=512)
    name: str = Field(min_length=1, max_length=200)
    content_type: str = Field(default="application/octet-stream", max_length=100)


class CustomerMail(BaseModel):
    """The data of `{service}.customer_message.requested.v1`.

    One transactional mail per (service, dedupe_key). `data` fills the variables of a template; `attachments` are media
    ids of the workspace's library, `files` were made by the service: together at most ten, of at most 7 MiB, else the
    mail fails.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    to: Customer
    template_key: str = Field(min_length=1, max_length=60)
    data: dict[str, Any] = {}
    words: Words | None = None
    attachments: list[UUID] = []
    files: list[AttachedFile] = []
    dedupe_key: str = Field(min_length=1, max_length=200)


def mail_customer(
    uow: UnitOfWork,
    *,
    to: Customer,
    template_key: str,
    data: Mapping[str, Any],
    words: Words,
    attachments: Sequence[UUID] = (),
    files: Sequence[AttachedFile] = (),
    dedupe_key: str,
) -> None:
    """Ask crm for a mail, if and only if this transaction commits."""
    mail = CustomerMail(
        to=to,
        template_key=template_key,
        data=dict(data),
        words=words,
        attachments=list(attachments),
        files=list(files),
        dedupe_key=dedupe_key,
    )
    uow.emit(
        f"{uow.runtime.service.name}.customer_message.requested.v1",
        mail.model_dump(mode="json"),
        subject=dedupe_key,
        public=False,
    )
