"""Events of attributions."""

from uuid import UUID

from mewayz_kit.events import Event


class ReferralAttributed(Event, type="workspace.referral.attributed.v1"):
    """Somebody came by a code of this workspace. `state`: attributed or flagged."""

    id: UUID
    program_id: UUID
    kind: str
    code: str
    user_id: UUID | None
    state: str


class ReferralQualified(Event, type="workspace.referral.qualified.v1"):
    """Who came has paid for the first time."""

    id: UUID
    program_id: UUID
    kind: str
    user_id: UUID | None
