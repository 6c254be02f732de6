"""Opening, migrating and sharing the state database; the audit that refuses to be changed."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.schema import CreateTable

from app.core.model import Caseload
from app.errors import BadSettings
from app.store import Store, open_store
from app.store.database import open_database
from app.store.tables import metadata
from tests.unit.store.conftest import NOW


def test_the_migrations_make_exactly_the_tables_of_the_code(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/s.sqlite")
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_postgresql_takes_every_table() -> None:
    for table in metadata.sorted_tables:
        assert "TIMESTAMP WITHOUT" not in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_many_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    url, opened = f"sqlite:///{tmp_path}/s.sqlite", []
    threads = [Thread(target=lambda: opened.append(open_store(url))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 6


def test_opening_again_keeps_what_was_there(tmp_path: Path, store: Store, caseload: Caseload) -> None:
    assert open_store(f"sqlite:///{tmp_path}/deep/state.sqlite").caseloads.get(caseload.id) == caseload


@pytest.mark.parametrize("url", ["nonsense", "mysql+nothing://x/y", "sqlite:////proc/nowhere/s.sqlite"])
def test_a_database_that_cannot_be_opened_names_its_setting(url: str) -> None:
    with pytest.raises(BadSettings, match="HOLDFAST_DATABASE_URL"):
        open_store(url)


@pytest.mark.parametrize("sql", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_audit_cannot_be_changed(tmp_path: Path, store: Store, sql: str) -> None:
    store.audit.write(NOW, "teacher@school.test", "export", "S001", facts={"rows": 3})
    engine = create_engine(f"sqlite:///{tmp_path}/deep/state.sqlite")
    with pytest.raises(IntegrityError, match="only ever added to"), engine.begin() as connection:
        connection.execute(text(sql))
    [entry] = store.audit.entries()
    assert (entry.actor, entry.action, entry.at, entry.facts) == (
        "teacher@school.test",
        "export",
        NOW,
        {"rows": 3},
    )


def test_the_audit_is_read_on_from_where_one_was(store: Store, caseload: Caseload) -> None:
    for n in range(3):
        store.audit.write(NOW, "a", "did", str(n), caseload_id=caseload.id)
    first, *rest = store.audit.entries(caseload.id)
    assert first.action == "caseload created"
    assert [entry.subject for entry in store.audit.entries(caseload.id, after=first.id)] == ["0", "1", "2"]
    assert len(rest) == 3


def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(StatementError, match="aware"):
        store.audit.write(datetime.fromisoformat("2026-01-01"), "a", "b", "c")


def test_times_come_back_in_utc(store: Store) -> None:
    from zoneinfo import ZoneInfo

    store.audit.write(NOW.astimezone(ZoneInfo("Asia/Dubai")), "a", "b", "c")
    assert store.audit.entries()[0].at.tzinfo is UTC
    assert store.audit.entries()[0].at == NOW
