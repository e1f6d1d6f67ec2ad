"""The chassis is tested with a small service of its own."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "sample"))

from mewayz_sample import service as sample

from mewayz_kit.migrations import migrate, new_revision
from mewayz_kit.service import Service


@pytest.fixture(scope="session")
def sample_service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """The sample, with a first migration written from its models."""
    folder = tmp_path_factory.mktemp("sample")
    (folder / "migrations").mkdir()
    sample.folder = folder / "migrations"
    url = f"sqlite+aiosqlite:///{folder}/scratch-{{service}}.db"
    migrate(sample, url)
    new_revision(sample, url, "everything")
    return sample


@pytest.fixture
def service(sample_service: Service) -> Service:
    """The service under test."""
    return sample_service
