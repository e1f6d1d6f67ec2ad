"""Coming in by a mailed code.

Everybody is mailed a code, with or without an account, so the answer tells nothing. Who shows it owns the address:
a newcomer gets an account without a password, and an account whose address was never proven is handed over.
"""

from uuid import UUID

import sqlalchemy as sa

from mewayz_identity.challenges import rules as challenge_rules
from mewayz_identity.challenges import service as challenges
from mewayz_identity.edge import Visitor
from mewayz_identity.factors import service as factors
from mewayz_identity.logins import rules as login_rules
from mewayz_identity.logins import service as logins
from mewayz_identity.logins.schemas import MfaRequired
from mewayz_identity.logins.service import SignedIn, Way
from mewayz_identity.mails import service as mails
from mewayz_identity.portal_logins.schemas import CodeMailed, PortalLogin, PortalProof
from mewayz_identity.security_events import service as security_events
from mewayz_identity.takeovers import service as takeovers
from mewayz_identity.throttles import service as throttles
from mewayz_identity.throttles.service import Counter
from mewayz_identity.users import service as users
from mewayz_identity.users.rules import SIGN_IN, normalise_email
from mewayz_identity.users.service import User
from mewayz_kit.errors import Forbidden, Gone, NotFound, Unauthenticated
from mewayz_kit.uow import UnitOfWork

PURPOSE = "portal_login"
MAILS_PER_ADDRESS, MAILS_PER_IP = 5, 30


async def ask(uow: UnitOfWork, data: PortalLogin, visitor: Visitor) -> CodeMailed:
    """Mail a code to the address; too many mails in an hour are left out silently. 404 for an unknown workspace."""
    workspace_id, name = await _workspace(uow, data.workspace)
    address = normalise_email(data.email)
    opened = await challenges.open_challenge(
        uow,
        PURPOSE,
        # A stranger's question must not void the one of the owner, who asks from elsewhere.
        subject=f"{workspace_id}/{address}/{visitor.ip}/{visitor.user_agent}",
        life=challenge_rules.CODE_LIFE,
        payload={"workspace": str(workspace_id), "email": data.email, "locale": data.locale},
    )
    counters = [
        Counter("mail", f"portal/{address}", MAILS_PER_ADDRESS, login_rules.HOUR),
        Counter("mail", f"portal_ip/{visitor.ip or 'unknown'}", MAILS_PER_IP, login_rules.HOUR),
    ]
    if all([await throttles.is_within(uow, counter) for counter in counters]):
        mails.send(uow, "portal_login", to=data.email, locale=data.locale, code=opened.code, workspace=name)
    return CodeMailed(flow=opened.handle, expires_in=int(challenge_rules.CODE_LIFE.total_seconds()))


async def verify(uow: UnitOfWork, data: PortalProof, visitor: Visitor) -> SignedIn | MfaRequired:
    """Sign in to the portal. 401 `invalid_code`, 403 `account_disabled`, 410 `verification_closed`, 429."""
    async with uow.apart(writes=False) as reading:
        challenge = await challenges.find(reading, PURPOSE, data.flow)
        if challenge is None:
            raise _closed()
        kept = challenges.payload_of(reading, challenge)
        known = await users.by_email(reading, kept["email"])
    account = str(known.id) if known else normalise_email(kept["email"])
    attempt = await throttles.begin_attempt(uow, account=account, device_id=None, ip=visitor.ip)
    if not await challenges.guess(uow, challenge):
        raise _closed()
    if not challenges.is_code(uow, challenge, data.code):
        await logins.note_failure(uow, known, attempt, visitor, method="portal_code")
        raise Unauthenticated("invalid_code", "The code is not right.")
    await throttles.give_back(uow, attempt.counters)
    if not await challenges.consume(uow, challenge):
        raise _closed()
    user = await _person(uow, kept["email"], kept["locale"], data.timezone)
    way = Way(factors.AMR["email_code"], data.client, data.device_token, portal=UUID(kept["workspace"]))
    return await logins.continue_with(uow, user, visitor, way)


async def _person(uow: UnitOfWork, email: str, locale: str, timezone: str) -> User:
    found = await users.by_email(uow, email)
    if found is None:
        name = email.partition("@")[0][:120]
        user = await users.create(
            uow, email=email, name=name, locale=locale, timezone=timezone, source="portal", verified=True
        )
        security_events.record(uow, "registered", user_id=user.id, portal=True)
        return user
    user = await users.get(uow, found.id, lock=True)
    if user.status not in SIGN_IN:
        raise Forbidden("account_disabled", "This account is disabled.")
    if user.email_verified_at is None:
        await takeovers.take_over(uow, user, by="portal")
    return user


async def _workspace(uow: UnitOfWork, handle: str) -> tuple[UUID, str]:
    """Id and name of an open workspace, by its handle."""
    table = uow.tables.workspaces
    named = sa.select(table.c.workspace_id, table.c.name).where(
        table.c.slug == handle.lower(), table.c.status == "active"
    )
    row = (await uow.execute(named)).one_or_none()
    if row is None:
        raise NotFound(detail="There is no workspace with this handle.")
    return row.workspace_id, row.name


def _closed() -> Gone:
    return Gone("verification_closed", "This sign-in is over; ask for a new code.")
