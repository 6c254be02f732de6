"""The only truth of the local Google: JSON documents in one SQLite database.

Nothing about any one API enters here; a package that needs tables of its own registers their DDL.
"""

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any, ClassVar

_OWN_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    space TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (space, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""


class DamagedStoreError(Exception):
    """The database file cannot be read; the text says what to do."""


class Store:
    """JSON documents by space and key, counters, and the connection for packages with their own tables.

    `lock` is the world's: who reads waits for a running transaction, and sees all of it or nothing.
    Packages that use `db` directly do so in handlers, which hold it.
    """

    _ddl: ClassVar[list[str]] = [_OWN_TABLES]

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.lock = threading.RLock()
        try:
            self.db = sqlite3.connect(
                str(path) if path else ":memory:", check_same_thread=False, isolation_level=None
            )
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=NORMAL")
            self.make_tables()
            if path and self.db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("quick_check failed")
        except sqlite3.DatabaseError as error:
            raise DamagedStoreError(
                f"The local Google's database {path} cannot be read ({error}). "
                "Move the file away to start afresh, or put a copy of it back."
            ) from error

    @classmethod
    def tables(cls, ddl: str) -> None:
        """Register `CREATE … IF NOT EXISTS` statements of a package; called at its import."""
        if ddl not in cls._ddl:
            cls._ddl.append(ddl)

    def make_tables(self) -> None:
        """Make every registered table that is not there yet."""
        for ddl in self._ddl:
            self.db.executescript(ddl)

    def get(self, space: str, key: str) -> dict[str, Any] | None:
        query = "SELECT value FROM documents WHERE space = ? AND key = ?"
        with self.lock:
            row = self.db.execute(query, (space, key)).fetchone()
        return json.loads(row[0]) if row else None

    def put(self, space: str, key: str, value: dict[str, Any]) -> None:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        with self.lock:
            self.db.execute(
                "INSERT INTO documents VALUES (?, ?, ?)"
                " ON CONFLICT (space, key) DO UPDATE SET value = excluded.value",
                (space, key, text),
            )

    def delete(self, space: str, key: str) -> None:
        with self.lock:
            self.db.execute("DELETE FROM documents WHERE space = ? AND key = ?", (space, key))

    def scan(self, space: str, prefix: str = "") -> list[tuple[str, dict[str, Any]]]:
        """All documents of a space whose key starts with `prefix`, ordered by key."""
        with self.lock:
            rows = self.db.execute(
                "SELECT key, value FROM documents"
                " WHERE space = ? AND key >= ? AND substr(key, 1, ?) = ? ORDER BY key",
                (space, prefix, len(prefix), prefix),
            ).fetchall()
        return [(key, json.loads(value)) for key, value in rows]

    def next_number(self, name: str) -> int:
        """The next value of a persistent counter; the first is 1."""
        with self.lock:
            row = self.db.execute(
                "INSERT INTO counters VALUES (?, 1)"
                " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
                (name,),
            ).fetchone()
        return int(row[0])

    def dump(self) -> bytes:
        """The whole database as the bytes of a SQLite file."""
        return self.db.serialize()

    def load(self, data: bytes) -> None:
        """Replace the whole database by one that `dump` made; refuses bytes that are none."""
        source = sqlite3.connect(":memory:")
        try:
            # A dump of a WAL database says so in its header; an in-memory copy cannot open it that way.
            source.deserialize(data[:18] + b"\x01\x01" + data[20:])
            source.execute("SELECT count(*) FROM documents").fetchone()
            self._become(source)
        except sqlite3.DatabaseError as error:
            raise DamagedStoreError("These bytes are no snapshot of a local Google.") from error
        finally:
            source.close()

    def clear(self) -> None:
        """Make the database as empty as a new one."""
        source = sqlite3.connect(":memory:")
        self._become(source)
        source.close()

    def _become(self, source: sqlite3.Connection) -> None:
        with self.lock:
            source.backup(self.db)
            self.db.execute("PRAGMA journal_mode=WAL")
            self.make_tables()

    def close(self) -> None:
        self.db.close()
