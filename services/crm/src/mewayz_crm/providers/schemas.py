"""Data of the jobs of providers."""

from mewayz_kit.schema import Input


class ConfirmTopic(Input):
    """Where Amazon wants to hear that its notices are wanted."""

    url: str
