"""Spreadsheets in SQLite, and copies of them kept in memory.

A copy is used only while its stamp is the stored one, so a rollback or a restore needs no word to it.
"""

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Json
from app.local_google.sheets.shelves import Alike, Looks, Pattern, parted, pattern_of, text_of, written
from app.local_google.sheets.tab import Tab
from app.local_google.store import Store
from app.local_google.world import World

Store.tables("""
CREATE TABLE IF NOT EXISTS sheets_book (
    spreadsheet_id TEXT PRIMARY KEY, stamp TEXT NOT NULL, doc TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sheets_tab (
    spreadsheet_id TEXT, sheet_id INTEGER, doc TEXT NOT NULL, PRIMARY KEY (spreadsheet_id, sheet_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sheets_row (
    spreadsheet_id TEXT, sheet_id INTEGER, row INTEGER, cells TEXT NOT NULL,
    PRIMARY KEY (spreadsheet_id, sheet_id, row)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sheets_alike (
    spreadsheet_id TEXT, number INTEGER, cells TEXT NOT NULL, PRIMARY KEY (spreadsheet_id, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sheets_look (
    spreadsheet_id TEXT, number INTEGER, doc TEXT NOT NULL, PRIMARY KEY (spreadsheet_id, number)
) WITHOUT ROWID;
""")

_CACHE = "sheets"


@dataclass(frozen=True)
class _Held:
    """A spreadsheet in memory, and what of its rows and looks is written already."""

    book: Book
    looks: Looks
    alike: Alike


def open_book(world: World, spreadsheet_id: str) -> Book:
    """The spreadsheet, from memory when that is what is stored; KeyError when there is none."""
    row = world.store.db.execute(
        "SELECT stamp, doc FROM sheets_book WHERE spreadsheet_id = ?", (spreadsheet_id,)
    ).fetchone()
    if row is None:
        raise KeyError(spreadsheet_id)
    held: dict[str, _Held] = world.cache.setdefault(_CACHE, {})
    kept = held.get(spreadsheet_id)
    if kept and kept.book.stamp == row[0] and not kept.book.changed:
        return kept.book
    with _undisturbed():
        held[spreadsheet_id] = _read(world, spreadsheet_id, row[0], json.loads(row[1]))
    if kept:
        held[spreadsheet_id].book.take_engine(kept.book)
    return held[spreadsheet_id].book


@contextmanager
def _undisturbed() -> Iterator[None]:
    """All that is read stays; the garbage collector would look through it again and again meanwhile."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(world: World, spreadsheet_id: str, stamp: str, doc: Json) -> _Held:
    db = world.store.db
    found = db.execute("SELECT number, doc FROM sheets_look WHERE spreadsheet_id = ?", (spreadsheet_id,))
    looks = Looks({number: json.loads(text) for number, text in found})
    tabs: dict[int, Tab] = {}
    for sheet_id, text in db.execute(
        "SELECT sheet_id, doc FROM sheets_tab WHERE spreadsheet_id = ?", (spreadsheet_id,)
    ):
        kept = json.loads(text)
        tabs[sheet_id] = Tab(
            kept["properties"],
            row_lines={int(key): value for key, value in kept["rowLines"].items()},
            column_lines={int(key): value for key, value in kept["columnLines"].items()},
            things=kept["things"],
        )
    alike = _read_rows(world, spreadsheet_id, tabs, looks)
    book = Book(spreadsheet_id, doc["properties"], [tabs[number] for number in doc["order"]])
    book.named_ranges, book.metadata, book.stamp = doc["namedRanges"], doc["developerMetadata"], stamp
    return _Held(book, looks, alike)


def _read_rows(world: World, spreadsheet_id: str, tabs: dict[int, Tab], looks: Looks) -> Alike:
    """Fill the tabs; texts that no row shares any longer are thrown away."""
    db = world.store.db
    shared: dict[str, str] = {}
    for number, text in db.execute(
        "SELECT number, cells FROM sheets_alike WHERE spreadsheet_id = ?", (spreadsheet_id,)
    ):
        shared[str(number)] = text
    patterns: dict[str, Pattern] = {}
    for sheet_id, row, text in db.execute(
        "SELECT sheet_id, row, cells FROM sheets_row WHERE spreadsheet_id = ?", (spreadsheet_id,)
    ):
        name, values = parted(text)
        if name not in patterns:
            patterns[name] = pattern_of(shared.get(name, name), looks)
        tabs[sheet_id].rows[row] = patterns[name].line(row, values)
    unused = [(spreadsheet_id, int(number)) for number in shared if number not in patterns]
    db.executemany("DELETE FROM sheets_alike WHERE spreadsheet_id = ? AND number = ?", unused)
    return Alike({int(number): text for number, text in shared.items() if number in patterns})


def keep(world: World, book: Book) -> None:
    """Store what changed, under a new stamp."""
    db = world.store.db
    held: dict[str, _Held] = world.cache.setdefault(_CACHE, {})
    known = held.get(book.spreadsheet_id)
    if known is None or known.book is not book:
        known = held[book.spreadsheet_id] = _Held(book, Looks({}), Alike({}))
    looks, alike = known.looks, known.alike
    for sheet_id in book.dropped:
        key = (book.spreadsheet_id, sheet_id)
        db.execute("DELETE FROM sheets_tab WHERE spreadsheet_id = ? AND sheet_id = ?", key)
        db.execute("DELETE FROM sheets_row WHERE spreadsheet_id = ? AND sheet_id = ?", key)
    book.dropped.clear()
    for tab in book.tabs:
        _keep_tab(world, book, tab, known)
    new = [(book.spreadsheet_id, number, text_of(looks.by_number[number])) for number in looks.new]
    db.executemany("INSERT OR REPLACE INTO sheets_look VALUES (?, ?, ?)", new)
    looks.new.clear()
    shared = [(book.spreadsheet_id, number, text) for number, text in alike.new]
    db.executemany("INSERT OR REPLACE INTO sheets_alike VALUES (?, ?, ?)", shared)
    alike.new.clear()
    doc = {
        "properties": book.properties,
        "order": [tab.sheet_id for tab in book.tabs],
        "namedRanges": book.named_ranges,
        "developerMetadata": book.metadata,
    }
    book.stamp = f"{world.store.next_number('sheets.stamps')}-{world.new_id(8)}"
    db.execute(
        "INSERT OR REPLACE INTO sheets_book VALUES (?, ?, ?)", (book.spreadsheet_id, book.stamp, text_of(doc))
    )
    book.dirty = book.changed = False


def _keep_tab(world: World, book: Book, tab: Tab, held: _Held) -> None:
    db, key = world.store.db, (book.spreadsheet_id, tab.sheet_id)
    if tab.dirty_from is not None:
        db.execute(
            "DELETE FROM sheets_row WHERE spreadsheet_id = ? AND sheet_id = ? AND row >= ?",
            (*key, tab.dirty_from),
        )
        tab.dirty_rows |= {row for row in tab.rows if row >= tab.dirty_from}
    gone = [(*key, row) for row in tab.dirty_rows if row not in tab.rows]
    texts = written({row: tab.rows[row] for row in tab.dirty_rows if row in tab.rows}, held.looks)
    there = [(*key, row, text) for row, text in held.alike.kept(texts).items()]
    db.executemany("DELETE FROM sheets_row WHERE spreadsheet_id = ? AND sheet_id = ? AND row = ?", gone)
    db.executemany("INSERT OR REPLACE INTO sheets_row VALUES (?, ?, ?, ?)", there)
    if tab.dirty:
        doc = {
            "properties": tab.properties,
            "rowLines": tab.row_lines,
            "columnLines": tab.column_lines,
            "things": {name: value for name, value in tab.things.items() if value},
        }
        db.execute("INSERT OR REPLACE INTO sheets_tab VALUES (?, ?, ?)", (*key, text_of(doc)))
    tab.dirty, tab.dirty_from, tab.dirty_rows = False, None, set()


def copied(source: Book, spreadsheet_id: str) -> Book:
    """A copy under another id, wholly unsaved; formats and rules are shared, as nobody changes them."""
    book = Book(spreadsheet_id, dict(source.properties))
    for tab in source.tabs:
        copy = copied_tab(tab)
        # Drive's copies keep protections but not who else may edit them.
        for protection in copy.things.get("protectedRanges", ()):
            protection["editors"] = {}
        book.tabs.append(copy)
    book.named_ranges = json.loads(text_of(source.named_ranges))
    book.metadata = json.loads(text_of(source.metadata))
    book.changed = book.dirty = True
    return book


def copied_tab(tab: Tab) -> Tab:
    """The tab with its cells and things, to be stored anew."""
    return replace(
        tab,
        properties=json.loads(text_of(tab.properties)),
        rows=dict(tab.rows),
        row_lines={key: dict(value) for key, value in tab.row_lines.items()},
        column_lines={key: dict(value) for key, value in tab.column_lines.items()},
        things=json.loads(text_of(tab.things)),
        dirty=True,
        dirty_rows=set(),
        dirty_from=0,
    )


def forget_book(world: World, spreadsheet_id: str) -> None:
    """Remove a spreadsheet and all that belongs to it."""
    db, key = world.store.db, (spreadsheet_id,)
    db.execute("DELETE FROM sheets_book WHERE spreadsheet_id = ?", key)
    db.execute("DELETE FROM sheets_tab WHERE spreadsheet_id = ?", key)
    db.execute("DELETE FROM sheets_row WHERE spreadsheet_id = ?", key)
    db.execute("DELETE FROM sheets_look WHERE spreadsheet_id = ?", key)
    db.execute("DELETE FROM sheets_alike WHERE spreadsheet_id = ?", key)
    world.cache.setdefault(_CACHE, {}).pop(spreadsheet_id, None)
