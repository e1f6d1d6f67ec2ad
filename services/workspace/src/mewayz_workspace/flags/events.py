"""Events of feature flags."""

from uuid import UUID

from mewayz_kit.events import Event


class FlagChanged(Event, type="workspace.feature_flag.changed.v1", public=False, urgent=True):
    """A flag as it is from now on, with all that it takes to decide for a workspace. `deleted` means off."""

    id: UUID
    key: str
    on: bool
    rollout_bp: int
    salt: str
    workspaces: list[UUID]
    blocked: list[UUID]
    plans: list[str]
    deleted: bool
