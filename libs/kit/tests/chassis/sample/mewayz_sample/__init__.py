"""A small service to test the chassis with: one declared resource, and handlers that fail on demand."""

from pathlib import Path

from mewayz_kit.service import Service
from mewayz_sample.base import Base


class SampleService(Service):
    """Its migrations are written when the tests start, from its models: what `make migrate` does for a service."""

    folder: Path

    @property
    def migrations(self) -> Path:
        return self.folder


service = SampleService("sample", title="Sample", base=Base)
