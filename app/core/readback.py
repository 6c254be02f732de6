"""Did a write land where it was meant to? Sheets has no precondition, so the same call reads the ids back.

Between our read and our write a person may insert, delete or sort rows. Then a cell went into a
neighbour's row: `strayed` sees it from the id column, `repairs` says how to put it right at once. A person
may also have typed in the very cell: then theirs comes back (`stood.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.core.effects import BookWrite, FillRow
from app.core.merge import same
from app.core.model import Cell
from app.core.stood import Overtyped, Stood, overtyped, put_back
from sheets_schema.model import Tab
from sheets_schema.read import Book, Row, TabRows


def strayed(book: Book, write: BookWrite, ids_after: Mapping[str, Sequence[int | None]]) -> frozenset[str]:
    """The tabs whose id column, read back in the write's own call, is not what read + write give.

    `ids_after` goes by tab key, one entry a sheet row, header included.
    """
    return frozenset(
        tab
        for tab in {fill.tab for fill in write.fills}
        if tab in ids_after and not _as_expected(book.tabs[tab], write, tab, ids_after[tab])
    )


def _as_expected(rows: TabRows, write: BookWrite, tab: str, after: Sequence[int | None]) -> bool:
    expected: dict[int, Cell] = {row.index: row.id for row in rows.rows}
    for fill in write.fills:
        if fill.tab == tab:
            expected[fill.index] = fill.cells.get("id", fill.row_id)
    return all((after[index] if index < len(after) else None) == row_id for index, row_id in expected.items())


def misplaced_adds(
    write: BookWrite, places: Mapping[int, int], ids_after: Mapping[str, Sequence[int | None]]
) -> dict[tuple[str, int], int]:
    """Added rows that came to stand elsewhere than their formulas were made for: (tab, id) -> sheet row.

    `places` is the sheet row that each added id was made for.
    """
    found = {}
    for add in write.adds:
        row_id = add.cells.get("id")
        if isinstance(row_id, int) and row_id in ids_after.get(add.tab, ()):
            actual = list(ids_after[add.tab]).index(row_id)
            if actual != places[row_id]:
                found[add.tab, row_id] = actual
    return found


def repairs(
    tab: Tab,
    before: TabRows,
    after: TabRows,
    fills: Sequence[FillRow],
    stood: Stood | None = None,
    *,
    grown: bool = False,
) -> tuple[tuple[FillRow, ...], tuple[Overtyped, ...]]:
    """What to write so that every row has its own again, and what people typed meanwhile where we wrote.

    `after` was read once more, whole. A row is known by its id, or by what people typed in it, the columns
    just written aside. A wrong hit gets back what stood there, or what the row held as read; a row nobody had
    seen before is cleared of what we wrote and treated as new. On a `grown` tab the batch itself moved rows
    after it had written them.
    """
    then = {row.index: row for row in before.rows}
    now = {row.index: row for row in after.rows}
    undone: dict[int, FillRow] = {}  # by sheet row
    missed: list[tuple[FillRow, Row, Row]] = []  # with the row meant, as read and as it is
    again: list[FillRow] = []
    typed: list[Overtyped] = []
    stood = stood or Stood()
    for fill in fills:
        meant, hit = then.get(fill.index), now.get(fill.index)
        if meant is None:
            continue
        own = _own(tab, meant, hit, after, fill)
        if own is not None and (own is hit or (grown and _holds(own, fill))):
            typed += overtyped(fill, meant, own, stood)
            continue
        if hit is not None:
            undone[hit.index] = _undo(tab, before, hit, fill, Stood() if grown else stood)
        if own is not None:
            missed.append((fill, meant, own))
    for fill, meant, own in missed:
        cells = undone[own.index].cells if own.index in undone else {}  # another's went in there
        late = _typed_since(meant, replace(own, cells={**own.cells, **cells}), fill)
        typed += late
        if not (meant.blank and late):  # a spare row is all theirs then
            theirs = {one.column for one in late}
            cells = {key: cell for key, cell in fill.cells.items() if key not in theirs}
            again.append(replace(fill, index=own.index, row_id=own.id, cells=cells))
    return (*undone.values(), *again, *put_back(typed)), tuple(typed)


def filled(before: TabRows, fills: Sequence[FillRow]) -> TabRows:
    """The rows once these fills stand in them."""
    by_index: dict[int, dict[str, Cell]] = {}
    for fill in fills:
        by_index.setdefault(fill.index, {}).update(fill.cells)
    rows = []
    for row in before.rows:
        given = by_index.get(row.index, {})
        row_id = given.get("id", row.id)
        cells = {**row.cells, **given}
        rows.append(replace(row, id=row_id if isinstance(row_id, int) else None, cells=cells))
    return replace(before, rows=tuple(rows))


def landed(before: TabRows, fills: Sequence[FillRow], stood: Stood) -> tuple[Overtyped, ...]:
    """What people typed meanwhile into the cells of fills that all hit their rows."""
    then = {row.index: row for row in before.rows}
    met = [(fill, then[fill.index]) for fill in fills if fill.index in then]
    return tuple(one for fill, row in met for one in overtyped(fill, row, row, stood))


def _own(tab: Tab, meant: Row, hit: Row | None, after: TabRows, fill: FillRow) -> Row | None:
    """The row that a fill was meant for, as it stands in `after`; also the one that it hit, as it stood."""
    if meant.id is not None and "id" not in fill.cells:
        same_id = [row for row in after.rows if row.id == meant.id]
        if len(same_id) == 1:
            return same_id[0]
    if hit is not None and _alike(tab, meant, hit, fill):
        return hit
    return next((row for row in after.rows if row is not hit and _alike(tab, meant, row, fill)), None)


def _holds(row: Row, fill: FillRow) -> bool:
    return bool(fill.cells) and all(same(row[key], cell) for key, cell in fill.cells.items())


def _typed_since(meant: Row, own: Row, fill: FillRow) -> list[Overtyped]:
    """Cells of the row meant, which was not hit, that are neither as read nor as they were to be."""
    return [
        Overtyped(fill.tab, own.index, own.id, key, own[key], cell, over=False, told=not meant.blank)
        for key, cell in fill.cells.items()
        if key != "id" and not same(own[key], meant[key]) and not same(own[key], cell)
    ]


def _alike(tab: Tab, one: Row, other: Row, fill: FillRow) -> bool:
    """Holding the same typed content, the filled columns aside; two blank rows are not alike."""
    columns = [column.key for column in tab.columns if column.typed and column.key not in fill.cells]
    columns = [key for key in columns if key != "id"]
    return any(one[key] is not None for key in columns) and all(one[key] == other[key] for key in columns)


def _undo(tab: Tab, before: TabRows, hit: Row, fill: FillRow, stood: Stood) -> FillRow:
    was = _own(tab, hit, None, before, fill)
    cells = {key: (was[key] if was is not None else None) for key in fill.cells}
    if _holds(hit, fill):
        places = {key: (fill.tab, fill.index, key) for key in cells}
        cells |= {key: stood.cells[place] for key, place in places.items() if place in stood.cells}
    return FillRow(fill.tab, hit.index, hit.id, cells)
