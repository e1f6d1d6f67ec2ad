"""Profiles that were found in social networks become leads, once each, and never subscribers."""

from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import IntegrityError

from mewayz_crm.formats import read_address
from mewayz_crm.lead_forms.events import LeadBatchSent, Profile
from mewayz_crm.leads import service as leads
from mewayz_crm.leads.schemas import LeadCreate
from mewayz_crm.suppressions import service as suppressions
from mewayz_kit.errors import Conflict
from mewayz_kit.uow import UnitOfWork

SOURCE = "social"


async def keep_batch(uow: UnitOfWork, *, event: LeadBatchSent) -> None:
    """One lead per profile, with where it comes from; one that is there, and one of an erased person, is left out."""
    for profile in event.profiles:
        try:
            body = _body(profile)
            await suppressions.refuse_erased(uow, [read_address(body.email).norm] if body.email else [])
            async with uow.savepoint():
                await leads.create_by_itself(uow, body)
        except (Conflict, IntegrityError):
            continue


def _body(profile: Profile) -> LeadCreate:
    """The lead of a profile. What cannot be read as an address or a web address is told as it is."""
    values: dict[str, Any] = {
        "first_name": (profile.name or profile.handle)[:100],
        "source": SOURCE,
        "source_ref": str(profile.profile_id),
        "allow_duplicate": True,
    }
    details = {"platform": profile.platform, "handle": profile.handle}
    details |= {f"{name} from"[:120]: str(origin)[:2000] for name, origin in profile.provenance.items()}
    for name in ("email", "phone", "website"):
        text = getattr(profile, name)
        if not text:
            continue
        try:
            LeadCreate.model_validate({**values, name: text})
            values[name] = text
        except ValidationError:
            details[name] = str(text)[:2000]
    return LeadCreate.model_validate({**values, "details": dict(list(details.items())[:50])})
