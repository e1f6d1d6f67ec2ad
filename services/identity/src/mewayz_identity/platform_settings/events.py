"""Events of platform settings."""

from typing import Any

from mewayz_kit.events import Event


class SettingsChanged(Event, type="identity.platform_settings.changed.v1", subject="by", public=False):
    """Staff member `by` has changed settings: name → before and after."""

    by: str
    changes: dict[str, Any]
