"""Use-cases of subscriptions: how an address comes onto a list and leaves it.

Whoever writes a subscription writes it first and looks for a suppression then; whoever suppresses writes the
suppression first and ends subscriptions then (`refusals`). So of two at once, one always sees the other.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from mewayz_crm.consents import service as consents
from mewayz_crm.contacts import service as contacts
from mewayz_crm.formats import Address, read_address
from mewayz_crm.lists import service as lists
from mewayz_crm.lists.models import MailingList
from mewayz_crm.lists.subscriptions import repository
from mewayz_crm.lists.subscriptions.confirmations.service import begin, may_ask_again
from mewayz_crm.lists.subscriptions.events import SubscriptionConfirmed, SubscriptionUnsubscribed
from mewayz_crm.lists.subscriptions.models import Subscription
from mewayz_crm.lists.subscriptions.repository import alive, of_addresses, of_list
from mewayz_crm.lists.subscriptions.rules import FIRST, OWN_WORD, SUBSCRIPTION
from mewayz_crm.lists.subscriptions.schemas import (
    ContactSubscriptionCreate,
    SubscriptionCreate,
    SubscriptionRead,
    Subscriptions,
)
from mewayz_crm.sequences.enrolments import ending
from mewayz_crm.suppressions import service as suppressions
from mewayz_kit.errors import Conflict, Unprocessable
from mewayz_kit.uow import UnitOfWork

__all__ = [
    "add",
    "add_contact",
    "confirm",
    "enter",
    "forget",
    "join",
    "leave",
    "leave_everything",
    "leave_list",
    "method_of",
    "note",
    "of_contact",
    "of_list",
    "of_person",
    "subscriptions",
]
subscriptions = repository.subscriptions
WRITTEN_BY = {"member": "member", "key": "api"}


async def add(uow: UnitOfWork, data: SubscriptionCreate, *, method: str | None = None) -> Subscription:
    """Somebody else says that a person wants this; it never undoes what the person said. `method` is how, None: as
    the caller does."""
    mailing_list = await lists.find(uow, data.list_id)
    if mailing_list is None:
        raise Unprocessable.field("/list_id", "unknown_reference", "There is no such record.")
    address = read_address(data.address)
    known = await of_list(uow, mailing_list.id, address.norm)
    if known is not None and known.state == "unsubscribed":
        raise Conflict("unsubscribed", "The address has left this list; only the person can come back.")
    if known is not None:
        raise Conflict("already_subscribed", "The address is on this list already.", state=known.state)
    return await enter(uow, mailing_list, address, method=method or method_of(uow), own=False)


async def add_contact(uow: UnitOfWork, contact_id: UUID, data: ContactSubscriptionCreate) -> Subscription:
    """Like `add`, by an address of a contact."""
    emails = (await contacts.contacts.read_one(uow, contact_id)).emails
    wanted = read_address(data.address).norm if data.address else None
    for email in emails:
        if email.primary if wanted is None else read_address(email.address).norm == wanted:
            return await add(uow, SubscriptionCreate(list_id=data.list_id, address=email.address))
    raise Unprocessable.field("/address", "unknown_address", "The contact has no such address.")


async def join(uow: UnitOfWork, mailing_list: MailingList, address: Address, *, method: str) -> Subscription:
    """The person wants this: also after they had left. 409 `suppressed` if mail to them comes back or was refused."""
    known = await of_list(uow, mailing_list.id, address.norm)
    if known is None:
        return await enter(uow, mailing_list, address, method=method, own=True)
    if known.state == "unsubscribed":
        return await _return(uow, mailing_list, known, method=method)
    if known.state == "unconfirmed" and mailing_list.opt_in == "single":
        return await confirm(uow, mailing_list, known, method=method)
    if known.state == "unconfirmed" and await may_ask_again(uow, known.id):
        await begin(uow, known.id)
    return known


async def confirm(uow: UnitOfWork, mailing_list: MailingList, row: Subscription, *, method: str) -> Subscription:
    """The person has used the link of the confirmation mail; a second time changes nothing. Somebody who has left in
    between comes back by it."""
    if row.state == "confirmed":
        return row
    if row.state == "unsubscribed":
        await _return(uow, mailing_list, row, method=method, told=False)
    if row.state == "unconfirmed":
        async with subscriptions.changing(uow, row):
            SUBSCRIPTION.demand(row, "confirm")
            row.confirmed_at, row.import_id = uow.now, None
    await _refuse_suppressed(uow, row.address_norm, own=True)
    note(uow, row, "confirmed", method)
    await _arrive(uow, mailing_list, row, own=True)
    return row


async def leave(uow: UnitOfWork, row: Subscription, *, method: str) -> Subscription:
    """Off the list, and out of the sequences that need it; for who has left already nothing changes."""
    if row.state != "unsubscribed":
        async with subscriptions.changing(uow, row):
            SUBSCRIPTION.demand(row, "unsubscribe")
            row.unsubscribed_at, row.import_id = uow.now, None
        note(uow, row, "withdrawn", method)
        uow.publish(
            SubscriptionUnsubscribed(
                subscription_id=row.id,
                list_id=row.list_id,
                address=row.address,
                method=method,
                unsubscribed_at=uow.now,
            )
        )
        reason = "suppressed" if method == "suppression" else "unsubscribed"
        await ending.of_list(uow, row.list_id, row.address_norm, reason=reason)
    return row


async def leave_list(uow: UnitOfWork, list_id: UUID, address: Address, *, method: str) -> None:
    """The person leaves a list, which may be deleted by now. A no is kept although there was no yes."""
    row = await of_list(uow, list_id, address.norm)
    mailing_list = await lists.find(uow, list_id) if row is None else None
    if mailing_list is not None:
        try:
            async with uow.savepoint():
                row = await _write(uow, mailing_list, address, state="unconfirmed", source="preference_page")
        except IntegrityError:  # somebody else wrote it in between
            row = await of_list(uow, list_id, address.norm)
    if row is not None:
        await leave(uow, row, method=method)


async def leave_everything(uow: UnitOfWork, address_norm: str, *, method: str) -> int:
    """End every subscription of an address; answers how many there were."""
    rows = await alive(uow, address_norm)
    for row in rows:
        await leave(uow, row, method=method)
    return len(rows)


async def shown_of(uow: UnitOfWork, norms: Collection[str]) -> list[SubscriptionRead]:
    """What these addresses are subscribed to, or have left."""
    return await subscriptions.show_rows(uow, await of_addresses(uow, norms))


async def of_contact(uow: UnitOfWork, contact_id: UUID) -> Subscriptions:
    """What the addresses of a contact are subscribed to, or have left."""
    emails = (await contacts.contacts.read_one(uow, contact_id)).emails
    return Subscriptions(items=await shown_of(uow, [read_address(email.address).norm for email in emails]))


async def of_person(uow: UnitOfWork, address_norm: str) -> Sequence[Subscription]:
    """What one address is subscribed to, or has left."""
    return await of_addresses(uow, [address_norm])


async def forget(uow: UnitOfWork, address_norm: str) -> dict[str, int]:
    """Erase what names an address; what it has said stays as evidence without the name, and it stays suppressed."""
    gone = await repository.forget(uow, address_norm)
    unnamed = await consents.forget(uow, address_norm)
    await suppressions.put_erased(uow, address_norm)
    return {"subscriptions": gone, "consents": unnamed}


def method_of(uow: UnitOfWork) -> str:
    """How somebody other than the person writes something down."""
    return WRITTEN_BY.get(uow.principal.kind, "import")


async def enter(
    uow: UnitOfWork,
    mailing_list: MailingList,
    address: Address,
    *,
    method: str,
    own: bool,
    purpose: str | None = None,
    import_id: UUID | None = None,
) -> Subscription:
    """A new subscription with its evidence; 409 `suppressed` where nothing may be sent. `own`: the person says so."""
    state = FIRST[mailing_list.opt_in]
    row = await _write(uow, mailing_list, address, state=state, source=method, import_id=import_id)
    await _refuse_suppressed(uow, address.norm, own=own)
    note(uow, row, "given", method, purpose=purpose)
    await _arrive(uow, mailing_list, row, own=own)
    return row


async def _write(
    uow: UnitOfWork,
    mailing_list: MailingList,
    address: Address,
    *,
    state: str,
    source: str,
    import_id: UUID | None = None,
) -> Subscription:
    return await subscriptions.create(
        uow,
        Subscription(
            list_id=mailing_list.id,
            address=address.shown,
            address_norm=address.norm,
            state=state,
            source=source,
            wording_version=mailing_list.wording_version,
            subscribed_at=uow.now,
            confirmed_at=uow.now if state == "confirmed" else None,
            import_id=import_id,
        ),
    )


async def _return(
    uow: UnitOfWork, mailing_list: MailingList, row: Subscription, *, method: str, told: bool = True
) -> Subscription:
    """The person comes back, as at first. `told=False`: more follows in the same breath."""
    async with subscriptions.changing(uow, row):
        SUBSCRIPTION.demand(row, f"return_{mailing_list.opt_in}")
        row.subscribed_at, row.wording_version = uow.now, mailing_list.wording_version
        row.confirmed_at = uow.now if row.state == "confirmed" else None
    await _refuse_suppressed(uow, row.address_norm, own=True)
    note(uow, row, "given", method)
    if told:
        await _arrive(uow, mailing_list, row, own=True)
    return row


async def _arrive(uow: UnitOfWork, mailing_list: MailingList, row: Subscription, *, own: bool) -> None:
    """What follows a new state: the first mail of a double opt-in, or the news that somebody is on the list."""
    if row.state == "unconfirmed":
        await begin(uow, row.id)
        return
    if own:
        await suppressions.lift_own(uow, row.address_norm)
    uow.publish(
        SubscriptionConfirmed(
            subscription_id=row.id,
            list_id=row.list_id,
            list_name=mailing_list.name,
            address=row.address,
            source=row.source,
            confirmed_at=uow.now,
        )
    )


async def _refuse_suppressed(uow: UnitOfWork, address_norm: str, *, own: bool) -> None:
    reason = await suppressions.reason_of(uow, address_norm, lock=True)
    if reason is None or (own and reason == OWN_WORD):
        return
    raise Conflict("suppressed", f"The address or its domain is suppressed: {reason}.", reason=reason)


def note(uow: UnitOfWork, row: Subscription, action: str, method: str, *, purpose: str | None = None) -> None:
    """Write down what was said, as evidence."""
    about: dict[str, Any] = {"list_id": row.list_id, "wording_version": row.wording_version or None, "purpose": purpose}
    consents.note(uow, address_norm=row.address_norm, action=action, method=method, **about)
