"""What a batch hit whose worker died before it could look: the next one finds wrong hits and undoes them.

The worker that lives compares whole rows at once (`readback.py`). Here minutes have passed, people may have
moved rows on and typed in them, and no content was kept: a row is known by its id, or where the batch gives
ids by a digest of what was typed beside them. What stood in the cells is still in the workbook (`stood.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.core.effects import BookWrite, FillRow
from app.core.merge import same
from app.core.model import Cell
from app.core.stood import Overtyped, Stood, put_back, whole_row
from sheets_schema.formulas import tabs_named
from sheets_schema.model import Tab, Workbook
from sheets_schema.read import Book, Row


@dataclass(frozen=True)
class Was:
    """A row as it was read before the batch. `cells` are the columns that the batch fills on its tab."""

    index: int
    id: int | None
    typed: str  # a digest of what people typed in the other columns; empty where nothing is
    cells: Mapping[str, Cell]


@dataclass(frozen=True)
class Noted:
    """Enough of a batch to tell later what it hit. `adds` are its new rows, where they were to stand, and
    `columns` where the columns stood of all its tabs, and of those that its formulas name."""

    fills: tuple[FillRow, ...] = ()
    rows: Mapping[str, tuple[Was, ...]] = field(default_factory=dict)  # by tab
    adds: tuple[FillRow, ...] = ()
    columns: Mapping[str, Mapping[str, int]] = field(default_factory=dict)  # by tab


def noted(workbook: Workbook, book: Book, write: BookWrite, places: Mapping[int, int]) -> Noted:
    """What to keep before the batch goes out."""
    rows = {}
    for key in sorted({fill.tab for fill in write.fills}):
        tab, filled = workbook.tab(key), _filled(write.fills, key)
        rows[key] = tuple(
            Was(row.index, row.id, _typed(tab, row, filled), {one: row[one] for one in sorted(filled)})
            for row in book.tabs[key].rows
        )
    adds = [
        FillRow(add.tab, places[row_id], row_id, add.cells, formulas=True)
        for add in write.adds
        if isinstance(row_id := add.cells["id"], int)
    ]
    known = rows.keys() | write.computed | tabs_named(workbook, write.computed)
    columns = {tab: book.layout[tab].columns for tab in sorted(known) if tab in book.layout}
    return Noted(write.fills, rows, tuple(adds), columns)


def wrong_hits(
    workbook: Workbook, batch: Noted, book: Book, stood: Stood | None = None, *, repaired: bool = False
) -> tuple[tuple[FillRow, ...], tuple[Overtyped, ...]]:
    """What to write so that every row has its own again, and what people typed at the moment of the batch
    where it wrote: `book` was read after it, and after a first repair where that is so."""
    found: list[FillRow] = []
    typed: list[Overtyped] = []
    for key, rows in batch.rows.items():
        if key in book.tabs:
            fills = [fill for fill in batch.fills if fill.tab == key]
            after, stands = book.tabs[key].rows, stood or Stood()
            tab = _Tab(workbook.tab(key), fills, rows, after, stands, repaired=repaired)
            found += tab.put_right()
            typed += tab.overtyped()
    for add in batch.adds:
        for row in book.tabs[add.tab].rows if add.tab in book.tabs else ():
            if row.id == add.row_id and row.index != add.index:
                found.append(replace(add, index=row.index, cells={}))
    return (*found, *put_back(typed)), tuple(typed)


class _Tab:
    """One tab of the batch, before and now."""

    def __init__(
        self,
        tab: Tab,
        fills: Sequence[FillRow],
        before: Sequence[Was],
        after: Sequence[Row],
        stood: Stood,
        *,
        repaired: bool,
    ) -> None:
        self.tab, self.fills, self.after, self.stood, self.repaired = tab, fills, after, stood, repaired
        self.given = {fill.cells["id"] for fill in fills if "id" in fill.cells}
        self.was = self._paired(before)
        now = {was.index: row for row, was in zip(after, self.was, strict=True) if was is not None}
        meant = {was.index: was for was in before}
        self.aims = [(fill, meant.get(fill.index), now.get(fill.index)) for fill in fills]
        self.lost = [fill for fill, _, row in self.aims if row is None]

    def put_right(self) -> list[FillRow]:
        """Nothing where every fill is in its row."""
        wanted = {row.index: fill for fill, _, row in self.aims if row is not None}
        fixes = {}
        for row, was in zip(self.after, self.was, strict=True):
            cells = self._undone(row, was, wanted.get(row.index))
            if cells:
                fixes[row.index] = FillRow(self.tab.key, row.index, row.id, cells)
        missed = [
            (fill, row)
            for fill, was, row in self.aims
            if was is None or row is None or self._missed(fill, was, row, fixes.get(row.index))
        ]
        if not missed:
            return []
        for fill, target in missed:
            if target is not None:
                undone = fixes[target.index].cells if target.index in fixes else {}
                cells = {**undone, **fill.cells}
                fixes[target.index] = replace(fill, index=target.index, row_id=target.id, cells=cells)
        return [fixes[index] for index in sorted(fixes)]

    def overtyped(self) -> list[Overtyped]:
        """What people typed just then into cells that the batch was for: it stood there, and ours stands
        there now, or theirs again where the worker died later."""
        found = []
        for fill, was, row in self.aims:
            if was is not None and row is not None:
                cells = [self._overtyped(fill, key, was, row) for key in fill.cells]
                typed = [one for one in cells if one is not None]
                spare = not was.typed and not any(cell is not None for cell in was.cells.values())
                over = [one for one in typed if one.over]
                found += whole_row(fill, row, self.stood, over) if spare else typed
        return found

    def _overtyped(self, fill: FillRow, key: str, was: Was, row: Row) -> Overtyped | None:
        place, ours, read, now = (fill.tab, fill.index, key), fill.cells[key], was.cells.get(key), row[key]
        if place not in self.stood.cells:
            return None
        theirs = self.stood.cells[place]
        other = not same(theirs, read)
        if other and not same(theirs, ours) and (same(now, ours) or same(now, theirs)):
            if self.repaired and same(now, ours) and row.index != fill.index:
                return (
                    None  # another row's stood there, which has it back, and this one what was meant for it
                )
            return Overtyped(fill.tab, row.index, row.id, key, theirs, ours, over=same(now, ours))
        if same(now, read) or same(now, ours) or not (other or self._elsewhere(fill, row)):
            return None
        return Overtyped(fill.tab, row.index, row.id, key, now, ours, over=False)  # ours never stood there

    def _missed(self, fill: FillRow, was: Was, row: Row, undone: FillRow | None) -> bool:
        """The row meant is as it was, or will be once another's cells are taken out; or another's brought
        part of the same. Where it is neither that nor as meant, a person has typed in it since."""
        changed = [key for key, cell in fill.cells.items() if was.cells.get(key) != cell]
        then = {**row.cells, **(undone.cells if undone is not None else {})}
        left = [key for key in changed if then.get(key) == was.cells.get(key)]
        as_meant = all(then.get(key) == fill.cells[key] for key in changed if key not in left)
        return bool(left) and (left == changed or (as_meant and self._elsewhere(fill, row)))

    def _elsewhere(self, fill: FillRow, own: Row) -> bool:
        """Whether another row holds what this fill brought."""
        return any(
            row is not own and _hit(fill, row) and (was is None or was.cells != {**was.cells, **fill.cells})
            for row, was in zip(self.after, self.was, strict=True)
        )

    def _undone(self, row: Row, was: Was | None, own: FillRow | None) -> dict[str, Cell]:
        """What the row held in the cells into which another row's went; what a person typed since stays."""
        cells: dict[str, Cell] = {}
        for fill in self.fills:
            new = was is None and fill in self.lost and "id" in fill.cells  # any id does for a new row
            if fill is own or new or not _hit(fill, row):
                continue
            for key, cell in fill.cells.items():
                before = was.cells.get(key) if was is not None else None
                meant = own is not None and key in own.cells and own.cells[key] == cell
                if row[key] == cell != before and not meant:
                    cells[key] = self.stood.cells.get((fill.tab, fill.index, key), before)
        return cells

    def _paired(self, before: Sequence[Was]) -> list[Was | None]:
        """For each row of now what it was: by its id, then by what is typed in it, and the last one left."""
        by_id = {was.id: was for was in before if was.id is not None}
        found: list[Was | None] = [
            by_id.pop(row.id, None) if row.id is not None and row.id not in self.given else None
            for row in self.after
        ]
        taken = {was.index for was in found if was is not None}
        by_typed: dict[str, list[Was]] = defaultdict(list)
        for was in before:
            if was.index not in taken and was.typed:
                by_typed[was.typed].append(was)
        filled = _filled(self.fills, self.tab.key)
        for at, row in enumerate(self.after):
            same = by_typed.get(_typed(self.tab, row, filled)) if found[at] is None else None
            if same:
                found[at] = same.pop(0)
        return self._last_left(before, found)

    def _last_left(self, before: Sequence[Was], found: list[Was | None]) -> list[Was | None]:
        """A row whose id went and in which somebody typed since can be only the one that is missing."""
        taken = {was.index for was in found if was is not None}
        left = [was for was in before if was.index not in taken and was.typed and was.id is not None]
        lost = [at for at, row in enumerate(self.after) if found[at] is None and row.id in self.given]
        lost = [at for at in lost if _typed(self.tab, self.after[at], {"id"})]
        if len(left) == len(lost) == 1:
            found[lost[0]] = left[0]
        return found


def _filled(fills: Iterable[FillRow], tab: str) -> set[str]:
    return {key for fill in fills if fill.tab == tab for key in fill.cells}


def _hit(fill: FillRow, row: Row) -> bool:
    """Whether the row holds what this fill brings; an id that it gives is nobody else's."""
    if "id" in fill.cells:
        return row.id == fill.cells["id"]
    return bool(fill.cells) and all(row[key] == cell for key, cell in fill.cells.items())


def _typed(tab: Tab, row: Row, filled: Iterable[str]) -> str:
    aside = {"id", *filled}
    keys = [column.key for column in tab.columns if column.typed and column.key not in aside]
    typed = {key: str(row[key]) for key in keys if row[key] is not None}
    if not typed:
        return ""
    return hashlib.sha256(json.dumps(typed, sort_keys=True).encode()).hexdigest()[:16]
