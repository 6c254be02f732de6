"""The engine: connections as they must be, transactions, the fence, migrations in this very process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Interval,
    Table,
    and_,
    bindparam,
    case,
    create_engine,
    event,
    func,
    inspect,
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

# Statements are built once and told their values when they run: building them took half of the store's time.
_row = tables.caseload.c
CLAIMED = update(tables.caseload).where(_row.id == bindparam("caseload"), _row.epoch == bindparam("held"))
STILL_CLAIMED = CLAIMED.values(lease_until=_row.lease_until)
_wanted = bindparam("wanted_due", type_=tables.UtcTime)
NEXT_DUE = case(
    (and_(_row.due_at < bindparam("claimed_due"), _row.due_at < _wanted), _row.due_at), else_=_wanted
)


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

    def fence(self) -> dict[str, Any]:
        """What `CLAIMED` is told."""
        return {"caseload": self.caseload.id, "held": self.epoch}

    def next_due(self, when: datetime) -> dict[str, Any]:
        """What `NEXT_DUE` is told for `when`, or the nearer time somebody set while this worker was at it."""
        return {"claimed_due": self.due_at, "wanted_due": when}


class Database:
    """One state database. Every write happens in `writing()`, every read in `reading()`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # The clock leases are measured with: the database's own where it has one for everybody.
        self._own_clock = engine.dialect.name == "postgresql"
        self.lease_now: ColumnElement[datetime] = bindparam("lease_now", type_=tables.UtcTime)
        self.lease_end: ColumnElement[datetime] = bindparam("lease_end", type_=tables.UtcTime)
        if self._own_clock:
            self.lease_now, self.lease_end = func.now(), func.now() + bindparam("lease", type_=Interval)
        longer = case((_row.lease_until.is_(None), None), else_=self.lease_end)
        self._alive = CLAIMED.values(lease_until=longer)

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
        told = claim.fence()
        if now:
            told |= self.at_end(now, claim.lease)
        with self.writing() as connection:
            if connection.execute(self._alive if now else STILL_CLAIMED, told).rowcount != 1:
                raise Fenced(claim.id, claim.epoch)
            yield connection

    def at(self, now: datetime) -> dict[str, Any]:
        """What `lease_now` is told."""
        return {} if self._own_clock else {"lease_now": now}

    def at_end(self, now: datetime, lease: timedelta) -> dict[str, Any]:
        """What `lease_end` is told."""
        return {"lease": lease} if self._own_clock else {"lease_end": now + lease}


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
    return _insert(connection.dialect.name, table).on_conflict_do_nothing()


def put(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """New rows, or these values in the rows with the same keys; one statement however many there are.

    All tell the same columns; what they do not tell of a row that is there stays.
    """
    if rows:
        connection.execute(_in_place(connection.dialect.name, table, tuple(rows[0])), rows)


@cache
def _in_place(dialect: str, table: Table, told: tuple[str, ...]) -> postgresql.Insert | sqlite.Insert:
    new = _insert(dialect, table)
    fresh = {name: new.excluded[name] for name in told if name not in table.primary_key.columns}
    return new.on_conflict_do_update(index_elements=list(table.primary_key), set_=fresh)


def _insert(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


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
