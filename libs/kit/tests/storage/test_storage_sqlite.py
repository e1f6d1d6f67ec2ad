"""The suite on SQLite."""

from pathlib import Path

import pytest

from mewayz_testing.suites.storage import StorageSuite


class TestSqlite(StorageSuite):
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite+aiosqlite:///{tmp_path}/store.db"
