"""Events of devices."""

from uuid import UUID

from mewayz_kit.events import Event


class DeviceShared(Event, type="identity.device.shared.v1", subject="id", public=False):
    """A person signs in for the first time in a browser in which `others` have signed in before."""

    id: UUID
    others: list[UUID]
