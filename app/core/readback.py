"""Did a write land where it was meant to? Sheets has no precondition, so the same call reads the ids back.

Between our read and our write a person may insert, delete or sort rows. Then a cell went into a
neighbour's row: `strayed` sees it from the id column, `repairs` says how to put it right at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.core.effects import BookWrite, FillRow
from app.core.model import Cell
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


def repairs(tab: Tab, before: TabRows, after: TabRows, fills: Sequence[FillRow]) -> tuple[FillRow, ...]:
    """What to write so that every row has its own again. `after` was read once more, whole.

    A row is known by what people typed in it, the columns just written aside. A wrong hit gets back what the
    row held as read; a row nobody had seen before is cleared of what we wrote and treated as new.
    """
    then = {row.index: row for row in before.rows}
    now = {row.index: row for row in after.rows}
    found: list[FillRow] = []
    for fill in fills:
        meant, hit = then.get(fill.index), now.get(fill.index)
        if meant is None or (hit is not None and _alike(tab, meant, hit, fill)):
            continue
        if hit is not None:
            found.append(_undo(tab, before, hit, fill))
        target = next((row for row in after.rows if row is not hit and _alike(tab, meant, row, fill)), None)
        if target is not None:
            found.append(replace(fill, index=target.index, row_id=target.id))
    return tuple(found)


def _alike(tab: Tab, one: Row, other: Row, fill: FillRow) -> bool:
    """Holding the same typed content, the filled columns aside; two blank rows are not alike."""
    columns = [column.key for column in tab.columns if column.typed and column.key not in fill.cells]
    columns = [key for key in columns if key != "id"]
    return any(one[key] is not None for key in columns) and all(one[key] == other[key] for key in columns)


def _undo(tab: Tab, before: TabRows, hit: Row, fill: FillRow) -> FillRow:
    was = next((row for row in before.rows if _alike(tab, row, hit, fill)), None)
    cells = {key: (was[key] if was is not None else None) for key in fill.cells}
    return FillRow(fill.tab, hit.index, hit.id, cells)
