"""The engine: connections as they must be, transactions, the fence, migrations in this very process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    and_,
    case,
    create_engine,
    event,
    func,
    inspect,
    literal,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from app.core.model import Caseload
from app.errors import BadSettings, Fenced
from app.store import tables

MIGRATIONS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 4_206_501  # any number, the same in every process


@dataclass(frozen=True)
class Claim:
    """The right to write for one caseload, until somebody claims it anew."""

    caseload: Caseload
    epoch: int
    lease_until: datetime
    due_at: datetime  # as the claim set it; nearer meanwhile: somebody asked for a run
    lease: timedelta

    @property
    def id(self) -> int:
        return self.caseload.id


class Database:
    """One state database. Every write happens in `writing()`, every read in `reading()`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self.engine.connect().execution_options(holdfast_reads=True) as connection:
            yield connection

    @contextmanager
    def fenced(self, claim: Claim, now: datetime | None = None) -> Iterator[Connection]:
        """A transaction that exists only while the claim holds. Fenced otherwise, with nothing written.

        With `now` the write counts as a sign of life: the lease starts again.
        """
        row = tables.caseload.c
        until = (
            case((row.lease_until.is_(None), None), else_=self.lease_end(now, claim.lease)) if now else None
        )
        alive = update(tables.caseload).where(row.id == claim.id, row.epoch == claim.epoch)
        with self.writing() as connection:
            touched = alive.values(lease_until=row.lease_until if until is None else until)
            if connection.execute(touched).rowcount != 1:
                raise Fenced(claim.id, claim.epoch)
            yield connection

    def lease_now(self, now: datetime) -> ColumnElement[datetime]:
        """The clock leases are measured with: the database's own where it has one for everybody."""
        if self.engine.dialect.name == "postgresql":
            return func.now()
        return literal(now, tables.UtcTime)

    def next_due(self, claim: Claim, when: datetime) -> ColumnElement[datetime]:
        """`when`, or the nearer time that somebody set while this worker was at it."""
        due = tables.caseload.c.due_at
        return case((and_(due < claim.due_at, due < when), due), else_=literal(when, tables.UtcTime))

    def lease_end(self, now: datetime, lease: timedelta) -> ColumnElement[datetime]:
        if self.engine.dialect.name == "postgresql":
            return func.now() + lease
        return literal(now + lease, tables.UtcTime)


def open_database(url: str) -> Database:
    """Connect and bring the tables up to date."""
    try:
        parsed = make_url(url)
        engine = create_engine(parsed)
    except (ArgumentError, ModuleNotFoundError) as wrong:
        raise BadSettings(
            "HOLDFAST_DATABASE_URL is not an address this installation can open. "
            "Use sqlite:///PATH or postgresql+psycopg://USER@HOST/NAME."
        ) from wrong
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_sqlite_up)
        event.listen(engine, "begin", _begin_sqlite)
    try:
        if engine.dialect.name == "sqlite" and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        _migrate(engine)
    except (OSError, OperationalError) as wrong:
        raise BadSettings(
            "The state database cannot be opened. Check that HOLDFAST_DATABASE_URL (or HOLDFAST_DATA) names "
            "a place this account may write to."
        ) from wrong
    return Database(engine)


def insert_if_new(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that leaves a row with the same key as it is; its row count says which it was."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def _migrate(engine: Engine) -> None:
    with engine.begin() as connection:  # one transaction: a second process waits and finds all done
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": MIGRATION_LOCK})
        if _is_newest(connection):
            return
        # Importing alembic takes a sixth of the start of a process, and tables change with releases only.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _is_newest(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    newest = max(file.stem[:4] for file in (MIGRATIONS / "versions").glob("0*.py"))
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == newest


def _set_sqlite_up(connection: SqliteConnection, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by us, below
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=30000", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE: a transaction that reads and then writes must not find the file changed in between
    reads = connection.get_execution_options().get("holdfast_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
