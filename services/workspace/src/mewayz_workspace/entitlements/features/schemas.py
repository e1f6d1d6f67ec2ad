"""Bodies of a workspace's features."""

from typing import Annotated

from pydantic import Field

from mewayz_kit.schema import Input, Output


class FeaturesChosen(Input):
    """The whole choice: what is not named is switched off."""

    features: Annotated[list[str], Field(max_length=100, examples=[["contacts", "pipelines"]])]


class FeatureState(Output):
    """One feature of the catalogue in this workspace.

    `on`: usable now. `chosen`: picked here. `counted`: counts against the plan. `unavailable`: the limit that is 0
    or `plan`, when nothing here offers it.
    """

    slug: str
    names: dict[str, str]
    goals: list[str]
    requires: list[str]
    on: bool
    chosen: bool
    counted: bool
    unavailable: str | None


class FeaturesShown(Output):
    """The catalogue as seen from this workspace. `limit` -1 is unlimited; `version` is that of the entitlements."""

    version: int
    used: int
    limit: int
    items: list[FeatureState]
