"""A state database in a file of its own, as in production."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet

from app.core.model import Caseload
from app.store import Store, open_store

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture(name="store")
def a_store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path}/deep/state.sqlite", [Fernet.generate_key().decode()])
    yield store
    store.close()


@pytest.fixture(name="caseload")
def a_caseload(store: Store) -> Caseload:
    return store.caseloads.create("Teacher@school.test", "Mine", ZoneInfo("Asia/Dubai"), NOW)
