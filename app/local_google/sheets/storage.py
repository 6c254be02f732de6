"""Spreadsheets in SQLite, and copies of them kept in memory.

A copy is used only while its stamp is the stored one, so a rollback or a restore needs no word to it.
"""

import json
from dataclasses import replace
from typing import Any

from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import Cell, Entered, Formula, Json
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
CREATE TABLE IF NOT EXISTS sheets_look (
    spreadsheet_id TEXT, number INTEGER, doc TEXT NOT NULL, PRIMARY KEY (spreadsheet_id, number)
) WITHOUT ROWID;
""")

_CACHE = "sheets"


class Looks:
    """Formats and validation rules of one spreadsheet, each kept once and shared by its cells."""

    def __init__(self, stored: dict[int, Json]) -> None:
        self.by_number = stored
        self.numbers = {_text(doc): number for number, doc in stored.items()}
        self.new: list[int] = []
        # By identity, with the object itself so that its id stays taken; equal texts are looked up once.
        self._seen = {id(doc): (doc, number) for number, doc in stored.items()}

    def number(self, doc: Json | None) -> int:
        """The number of a format or rule, a new one where it was not seen before; 0 for none."""
        if not doc:
            return 0
        seen = self._seen.get(id(doc))
        if seen:
            return seen[1]
        text = _text(doc)
        known = self.numbers.get(text)
        if known is None:
            known = len(self.numbers) + 1
            self.numbers[text], self.by_number[known] = known, doc
            self.new.append(known)
        self._seen[id(doc)] = (doc, known)
        return known


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def open_book(world: World, spreadsheet_id: str) -> Book:
    """The spreadsheet, from memory when that is what is stored; KeyError when there is none."""
    row = world.store.db.execute(
        "SELECT stamp, doc FROM sheets_book WHERE spreadsheet_id = ?", (spreadsheet_id,)
    ).fetchone()
    if row is None:
        raise KeyError(spreadsheet_id)
    held: dict[str, tuple[Book, Looks]] = world.cache.setdefault(_CACHE, {})
    kept = held.get(spreadsheet_id)
    if kept and kept[0].stamp == row[0] and not kept[0].changed:
        return kept[0]
    book, looks = _read(world, spreadsheet_id, row[0], json.loads(row[1]))
    held[spreadsheet_id] = (book, looks)
    return book


def _read(world: World, spreadsheet_id: str, stamp: str, doc: Json) -> tuple[Book, Looks]:
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
    rows = db.execute(
        "SELECT sheet_id, row, cells FROM sheets_row WHERE spreadsheet_id = ?", (spreadsheet_id,)
    )
    for sheet_id, row, text in rows:
        tabs[sheet_id].rows[row] = {item[0]: _cell(item, looks) for item in json.loads(text)}
    book = Book(spreadsheet_id, doc["properties"], [tabs[number] for number in doc["order"]])
    book.named_ranges, book.metadata, book.stamp = doc["namedRanges"], doc["developerMetadata"], stamp
    return book, looks


def _cell(item: list[Any], looks: Looks) -> Cell:
    entered: Entered = Formula(item[1][0]) if isinstance(item[1], list) else item[1]
    if len(item) == 2:
        return Cell(entered)
    padded = item + [0, None, 0, None][len(item) - 2 :]
    return Cell(entered, looks.by_number.get(padded[2]), padded[3], looks.by_number.get(padded[4]), padded[5])


def _kept(line: dict[int, Cell], looks: Looks) -> str:
    cells = []
    for column, cell in line.items():
        entered = [cell.entered.text] if isinstance(cell.entered, Formula) else cell.entered
        item: list[Any] = [column, entered]
        if cell.format or cell.note or cell.rule or cell.extra:
            item += [looks.number(cell.format), cell.note, looks.number(cell.rule), cell.extra]
            while len(item) > 2 and not item[-1]:
                item.pop()
        cells.append(item)
    return json.dumps(cells, separators=(",", ":"), ensure_ascii=False)


def keep(world: World, book: Book) -> None:
    """Store what changed, under a new stamp."""
    db = world.store.db
    held: dict[str, tuple[Book, Looks]] = world.cache.setdefault(_CACHE, {})
    known = held.get(book.spreadsheet_id)
    looks = known[1] if known and known[0] is book else Looks({})
    held[book.spreadsheet_id] = (book, looks)
    for sheet_id in book.dropped:
        key = (book.spreadsheet_id, sheet_id)
        db.execute("DELETE FROM sheets_tab WHERE spreadsheet_id = ? AND sheet_id = ?", key)
        db.execute("DELETE FROM sheets_row WHERE spreadsheet_id = ? AND sheet_id = ?", key)
    book.dropped.clear()
    for tab in book.tabs:
        _keep_tab(world, book, tab, looks)
    new = [(book.spreadsheet_id, number, _text(looks.by_number[number])) for number in looks.new]
    db.executemany("INSERT OR REPLACE INTO sheets_look VALUES (?, ?, ?)", new)
    looks.new.clear()
    doc = {
        "properties": book.properties,
        "order": [tab.sheet_id for tab in book.tabs],
        "namedRanges": book.named_ranges,
        "developerMetadata": book.metadata,
    }
    book.stamp = f"{world.store.next_number('sheets.stamps')}-{world.new_id(8)}"
    db.execute(
        "INSERT OR REPLACE INTO sheets_book VALUES (?, ?, ?)", (book.spreadsheet_id, book.stamp, _text(doc))
    )
    book.dirty = book.changed = False


def _keep_tab(world: World, book: Book, tab: Tab, looks: Looks) -> None:
    db, key = world.store.db, (book.spreadsheet_id, tab.sheet_id)
    if tab.dirty_from is not None:
        db.execute(
            "DELETE FROM sheets_row WHERE spreadsheet_id = ? AND sheet_id = ? AND row >= ?",
            (*key, tab.dirty_from),
        )
        tab.dirty_rows |= {row for row in tab.rows if row >= tab.dirty_from}
    gone = [(*key, row) for row in tab.dirty_rows if row not in tab.rows]
    there = [(*key, row, _kept(tab.rows[row], looks)) for row in tab.dirty_rows if row in tab.rows]
    db.executemany("DELETE FROM sheets_row WHERE spreadsheet_id = ? AND sheet_id = ? AND row = ?", gone)
    db.executemany("INSERT OR REPLACE INTO sheets_row VALUES (?, ?, ?, ?)", there)
    if tab.dirty:
        doc = {
            "properties": tab.properties,
            "rowLines": tab.row_lines,
            "columnLines": tab.column_lines,
            "things": {name: value for name, value in tab.things.items() if value},
        }
        db.execute("INSERT OR REPLACE INTO sheets_tab VALUES (?, ?, ?)", (*key, _text(doc)))
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
    book.named_ranges = json.loads(_text(source.named_ranges))
    book.metadata = json.loads(_text(source.metadata))
    book.changed = book.dirty = True
    return book


def copied_tab(tab: Tab) -> Tab:
    """The tab with its cells and things, to be stored anew."""
    return replace(
        tab,
        properties=json.loads(_text(tab.properties)),
        rows={row: dict(line) for row, line in tab.rows.items()},
        row_lines={key: dict(value) for key, value in tab.row_lines.items()},
        column_lines={key: dict(value) for key, value in tab.column_lines.items()},
        things=json.loads(_text(tab.things)),
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
    world.cache.setdefault(_CACHE, {}).pop(spreadsheet_id, None)
