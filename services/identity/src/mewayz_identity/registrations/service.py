"""Registering."""

from datetime import timedelta
from typing import Any

from mewayz_identity.consents import service as consents
from mewayz_identity.edge import Visitor
from mewayz_identity.email_verifications import service as verifications
from mewayz_identity.email_verifications.schemas import PendingVerification
from mewayz_identity.email_verifications.service import Proven
from mewayz_identity.logins import service as logins
from mewayz_identity.logins.service import SignedIn, Way
from mewayz_identity.passwords import service as passwords
from mewayz_identity.policy import policy_of
from mewayz_identity.registrations.schemas import Registration
from mewayz_identity.security_events import service as security_events
from mewayz_identity.throttles import service as throttles
from mewayz_identity.throttles.service import Counter
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import normalise_email
from mewayz_identity.users.service import User
from mewayz_kit.errors import Conflict, Forbidden, Unprocessable
from mewayz_kit.uow import UnitOfWork

TAKEN_PER_HOUR = 5


async def register(
    uow: UnitOfWork, data: Registration, visitor: Visitor
) -> tuple[SignedIn | None, PendingVerification]:
    """Make an account and sign in, or (verify-first) keep the registration until the address is proven.

    403 `registration_closed`, 409 `email_taken` (instant mode only, five times an hour per address of the
    network), 422 for a weak password or a refused domain.
    """
    settings = await policy_of(uow.runtime)
    if settings.registration == "closed":
        raise Forbidden("registration_closed", "Nobody can register at present.")
    refuse_domain(data.email, settings.denied_email_domains)
    counter = Counter("registration", visitor.ip or "unknown", TAKEN_PER_HOUR, timedelta(hours=1))
    if settings.registration == "instant":
        await _refuse_taken(uow, data.email, counter)
    encoded = await passwords.accepted_hash(uow, data.password, about=[data.email, data.name], earlier=[])
    kept = data.model_dump(exclude={"password"}) | {"hash": encoded}
    if settings.registration == "verify_first":
        free = await users.by_email(uow, data.email) is None
        return None, await verifications.ask_first(uow, kept, mail=free)
    user = await _create(uow, kept, verified=False)
    signed_in = await _sign_in(uow, user, kept, visitor)
    return signed_in, await verifications.ask(uow, user)


async def finish(uow: UnitOfWork, proven: Proven, visitor: Visitor) -> SignedIn:
    """Make the account of a registration whose address is proven."""
    user = await _create(uow, proven.payload, verified=True)
    return await _sign_in(uow, user, proven.payload, visitor)


async def _refuse_taken(uow: UnitOfWork, email: str, counter: Counter) -> None:
    # Whoever asks for many addresses wants to know who has an account: only answers "taken" are counted.
    async with uow.apart() as unit:
        await throttles.count(unit, counter)
        if await users.by_email(unit, email) is None:
            await throttles.give_back(unit, [counter])
            return
    raise Conflict("email_taken", "An account with this address exists already.")


def refuse_domain(email: str, denied: list[str]) -> None:
    """422 for an address of a mail domain that the operator refuses."""
    domain = normalise_email(email).rpartition("@")[2]
    if any(domain == name or domain.endswith(f".{name}") for name in denied):
        raise Unprocessable.field("/email", "email_domain_denied", "Addresses of this domain cannot register.")


async def _create(uow: UnitOfWork, kept: dict[str, Any], *, verified: bool) -> User:
    user = await users.create(
        uow,
        email=kept["email"],
        name=kept["name"],
        locale=kept["locale"],
        timezone=kept["timezone"],
        source="registration",
        verified=verified,
        referral_code=kept["referral_code"],
    )
    await passwords.store(uow, user.id, kept["hash"])
    if kept["terms_version"]:
        await consents.give(uow, user.id, kind="terms", version=kept["terms_version"])
    security_events.record(uow, "registered", user_id=user.id)
    return user


async def _sign_in(uow: UnitOfWork, user: User, kept: dict[str, Any], visitor: Visitor) -> SignedIn:
    return await logins.complete(uow, user, visitor, Way("pwd", kept["client"], kept["device_token"]), amr=["pwd"])
