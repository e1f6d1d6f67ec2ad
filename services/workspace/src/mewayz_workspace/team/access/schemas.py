"""Answers about access."""

from datetime import datetime
from typing import Any
from uuid import UUID

from mewayz_kit.schema import Output


class Access(Output):
    """What the gateway caches for a person in a workspace, at most 30 s. `permissions` are patterns."""

    workspace_id: UUID
    role: str
    permissions: list[str]
    access_version: int
    plan_version: int
    status: str
    require_mfa: bool


class EntitlementsShown(Output):
    """What the workspace may use; a limit of -1 is unlimited."""

    version: int
    features: list[str]
    limits: dict[str, int]
    statics: dict[str, Any]
    frozen_from: datetime | None
    valid_from: datetime


class OwnAccess(Access):
    """The caller's own rights with the entitlements of the workspace."""

    entitlements: EntitlementsShown


class Module(Output):
    """One entry of the navigation. `goals` is empty for common and always-on modules."""

    key: str
    service: str
    goals: list[str]
    features: list[str]


class Navigation(Output):
    """What the caller can open here, in the catalogue's order."""

    modules: list[Module]
