"""Use-cases of the public pages: what a link of a mail shows and does."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from mewayz_crm.consents import service as consents
from mewayz_crm.formats import Address, read_address
from mewayz_crm.lists import service as lists
from mewayz_crm.lists.subscriptions import refusals
from mewayz_crm.lists.subscriptions import service as subscriptions
from mewayz_crm.mail import links
from mewayz_crm.mail.links import Link
from mewayz_crm.preferences.own_data import asking as own_data
from mewayz_crm.preferences.schemas import PreferenceForm
from mewayz_crm.preferences.texts import language, words
from mewayz_kit.errors import Gone, NotFound, Unprocessable
from mewayz_kit.tombstones import is_erased
from mewayz_kit.uow import UnitOfWork

Shown = dict[str, Any]
BY_PAGE = "preference_page"


async def ask_to_leave(uow: UnitOfWork, token: str) -> Shown:
    """What a link would end; changes nothing, since programs look at links before people do."""
    link = links.read(uow.runtime, token, "unsubscribe")
    names = await names_of(uow, link)
    t = words(names["locale"])
    text = t["leave_ask"].format(**names)
    return about(names, title=t["leave_title"], text=text, button=t["leave_button"])


async def leave(uow: UnitOfWork, token: str) -> Shown:
    """One click (RFC 8058): off the list of the link, which may be deleted by now, or off everything. Said twice it
    changes nothing more; also where the workspace takes no other change."""
    link = links.read(uow.runtime, token, "unsubscribe")
    names = await names_of(uow, link)
    if not await is_erased(uow, "workspace", link.workspace_id):
        async with uow.within(workspace_id=link.workspace_id):
            if link.list_id is None:
                await refusals.leave_all(uow, read_address(link.address), method="one_click")
            else:
                await subscriptions.leave_list(uow, link.list_id, read_address(link.address), method="one_click")
    t = words(names["locale"])
    more = links.url(uow.runtime, Link("preferences", link.workspace_id, None, link.address))
    text = t["left"].format(**names)
    return about(names, title=t["left_title"], text=text, more_url=more, more=t["more"])


async def ask_to_confirm(uow: UnitOfWork, token: str) -> Shown:
    """What a confirmation link would confirm; changes nothing."""
    link = links.read(uow.runtime, token, "confirm")
    names = await names_of(uow, link)
    t = words(names["locale"])
    text = t["confirm_ask"].format(**names)
    return about(names, title=t["confirm_title"], text=text, button=t["confirm_button"])


async def confirm(uow: UnitOfWork, token: str) -> Shown:
    """The person wants to be on the list; 410 when the list, or what was asked 30 days ago, is gone."""
    link = links.read(uow.runtime, token, "confirm")
    names = await names_of(uow, link)
    await _refuse_when_closed(uow, link)
    address = read_address(link.address)
    async with uow.within(workspace_id=link.workspace_id):
        mailing_list = await lists.find(uow, link.list_id) if link.list_id else None
        row = await subscriptions.of_list(uow, mailing_list.id, address.norm) if mailing_list else None
        if mailing_list is None or row is None:
            raise Gone(detail="There is nothing to confirm any more.")
        await subscriptions.confirm(uow, mailing_list, row, method="confirmation_link")
    t = words(names["locale"])
    more = links.url(uow.runtime, Link("preferences", link.workspace_id, None, link.address))
    text = t["confirmed_done"].format(**names)
    return about(names, title=t["confirmed_title"], text=text, more_url=more, more=t["more"])


async def show(uow: UnitOfWork, token: str, *, note: str | None = None) -> Shown:
    """The lists a person may choose from, and what is kept of what they said."""
    link = links.read(uow.runtime, token, "preferences")
    names = await names_of(uow, link)
    t = words(names["locale"])
    async with uow.within(workspace_id=link.workspace_id):
        shown, states = await _choices(uow, read_address(link.address))
        said = await consents.history(uow, read_address(link.address).norm)
    titles = {row.id: row.name for row in shown}
    return {
        "lang": language(names["locale"]),
        "t": t,
        "title": t["preferences_title"].format(**names),
        "about": t["preferences_about"].format(**names),
        "note": t[note] if note else None,
        "lists": [
            {
                "id": row.id,
                "name": row.name,
                "purpose": row.purpose,
                "chosen": states.get(row.id) in {"confirmed", "unconfirmed"},
                "waiting": states.get(row.id) == "unconfirmed",
            }
            for row in shown
        ],
        "said": [
            {
                "at": line.created_at.strftime("%Y-%m-%d %H:%M"),
                "what": titles.get(line.list_id, "–") if line.list_id else t["everything"],
                "action": line.action,
                "method": line.method.replace("_", " "),
            }
            for line in said
        ],
    }


async def choose(uow: UnitOfWork, token: str, form: PreferenceForm) -> Shown:
    """Join and leave lists as ticked, leave everything, or ask for the mail that lets its reader have or erase what is
    stored."""
    link = links.read(uow.runtime, token, "preferences")
    await refuse_purged(uow, link)
    address = read_address(link.address)
    note = "saved"
    async with uow.within(workspace_id=link.workspace_id):
        if form.choice == "leave_all":
            await refusals.leave_all(uow, address, method=BY_PAGE)
        elif form.choice in {"data", "erase"}:
            own_data.ask(uow, link, form.choice)
            note = "asked"
        elif await _tick(uow, link, address, set(form.lists)):
            note = "saved_mail"
        await uow.flush()
    return await show(uow, token, note=note)


async def _tick(uow: UnitOfWork, link: Link, address: Address, wanted: set[UUID]) -> bool:
    """Bring the subscriptions to what is ticked; whether a mail follows that must be confirmed."""
    shown, states = await _choices(uow, address)
    if wanted - {row.id for row in shown}:
        raise Unprocessable.field("/lists", "unknown_reference", "There is no such list.")
    waits = False
    for mailing_list in shown:
        on = states.get(mailing_list.id) in {"confirmed", "unconfirmed"}
        if mailing_list.id in wanted and not on:
            await _refuse_when_closed(uow, link)
            joined = await subscriptions.join(uow, mailing_list, address, method=BY_PAGE)
            waits = waits or joined.state == "unconfirmed"
        elif on and mailing_list.id not in wanted:
            await subscriptions.leave_list(uow, mailing_list.id, address, method=BY_PAGE)
    return waits


async def _choices(uow: UnitOfWork, address: Address) -> tuple[Any, Mapping[UUID, str]]:
    known = await subscriptions.of_person(uow, address.norm)
    states = {row.list_id: row.state for row in known}
    return await lists.for_person(uow, and_these=list(states)), states


async def names_of(uow: UnitOfWork, link: Link) -> Mapping[str, str]:
    """What a page says of a link: the workspace, the list as far as it is known, and the address with most letters
    hidden, since links are forwarded."""
    local, _, host = link.address.rpartition("@")
    shown = {"address": f"{local[:1]}***@{host}", "workspace": "", "locale": "en"}
    if await is_erased(uow, "workspace", link.workspace_id):
        if link.purpose != "unsubscribe":
            raise NotFound(detail="There is no such link.")
        return shown | {"what": words("en")["everything"], "list": ""}
    tenant = await uow.runtime.tenants.get(link.workspace_id)
    t = words(tenant.locale)
    name = ""
    if link.list_id is not None:
        async with uow.within(workspace_id=link.workspace_id):
            found = await lists.find(uow, link.list_id)
        name = found.name if found else ""
    what = t["everything"] if link.list_id is None else name or t["this_list"]
    return shown | {"workspace": tenant.name, "locale": tenant.locale, "what": what, "list": name}


async def _refuse_when_closed(uow: UnitOfWork, link: Link) -> None:
    """Leaving is always possible; coming only where the workspace is open."""
    await refuse_purged(uow, link)
    (await uow.runtime.tenants.get(link.workspace_id)).refuse_when_closed(uow.principal, None)


async def refuse_purged(uow: UnitOfWork, link: Link) -> None:
    """404 for a link into a workspace that is no more."""
    if await is_erased(uow, "workspace", link.workspace_id):
        raise NotFound(detail="There is no such link.")


def about(names: Mapping[str, str], **values: Any) -> Shown:
    """What every page is told, and `values`."""
    return {"lang": language(names["locale"]), **values}
