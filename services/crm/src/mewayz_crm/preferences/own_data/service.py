"""Use-cases of own data: what the links of such mails show and do."""

from typing import Any, Literal

from mewayz_crm.formats import read_address
from mewayz_crm.mail import links
from mewayz_crm.mail.links import Link
from mewayz_crm.personal_data import service as personal_data
from mewayz_crm.personal_data.schemas import AddressData
from mewayz_crm.preferences.own_data.asking import over
from mewayz_crm.preferences.service import about, names_of, refuse_purged
from mewayz_crm.preferences.texts import words
from mewayz_kit.errors import Gone
from mewayz_kit.uow import UnitOfWork


async def show(uow: UnitOfWork, token: str, purpose: Literal["data", "erase"]) -> dict[str, Any]:
    """The page that asks; changes nothing and tells nothing, since programs look at links before people do."""
    names = await names_of(uow, _read(uow, token, purpose))
    t = words(names["locale"])
    text, button = t[f"{purpose}_ask"].format(**names), t[f"{purpose}_button"]
    return about(names, title=t[f"{purpose}_title"], text=text, button=button)


async def download(uow: UnitOfWork, token: str) -> AddressData:
    """Everything about whoever has the address."""
    link = _read(uow, token, "data")
    await refuse_purged(uow, link)
    async with uow.within(workspace_id=link.workspace_id):
        return await personal_data.of_address(uow, read_address(link.address))


async def erase(uow: UnitOfWork, token: str) -> dict[str, Any]:
    """Erase whoever has the address, also where the workspace takes no other change; again, nothing changes."""
    link = _read(uow, token, "erase")
    names = await names_of(uow, link)
    async with uow.within(workspace_id=link.workspace_id):
        await personal_data.erase_address(uow, read_address(link.address).norm)
    t = words(names["locale"])
    return about(names, title=t["erased_title"], text=t["erased"].format(**names))


def _read(uow: UnitOfWork, token: str, purpose: Literal["data", "erase"]) -> Link:
    link = links.read(uow.runtime, token, purpose)
    if over(link, uow):
        raise Gone(detail="This link has ended; ask for a new one on the page of your preferences.")
    return link
