"""Rows that a batch added while somebody moved columns, and whose worker died: found by what they hold.

The worker that lives has the header rows in its answer (`flows/columns.py`). Here minutes have passed: a row
is known by its id, wherever in the row that stands, together with the rest of what was written. Those that
were there already: `filled_astray.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any

from app.core.effects import FillRow
from app.core.left_behind import Noted
from app.core.model import Cell
from sheets_schema.codec import encode
from sheets_schema.layout import TabLayout
from sheets_schema.model import Tab, Workbook

Line = Sequence[Any]  # a row as entered: formulas as text, dates as serial numbers


@dataclass(frozen=True)
class Displaced:
    """A row as it is to be written again, and by column what other cells of it get, as Sheets has it. `sure`:
    columns had moved before the batch; no coincidence makes it look so."""

    fill: FillRow
    cells: Mapping[int, Any] = field(default_factory=dict)
    sure: bool = True


def out_of_column(
    workbook: Workbook, batch: Noted, place: TabLayout, lines: Sequence[Line], zone: tzinfo
) -> Iterator[Displaced]:
    """The batch's rows of this tab that do not stand in its columns. `lines` is all of it, header first."""
    tab = workbook.tab(place.key)
    then = batch.columns.get(tab.key, {})
    formulas = {then[column.key] for column in tab.columns if column.formula and column.key in then}
    for add in batch.adds:
        if add.tab == tab.key:
            ours = _entered(tab, add.cells, zone)
            index = _found(lines, ours)
            if index is not None and _displaced(place, lines[index], ours):
                yield _again(tab, place, add, index, _Line(lines[index], ours, frozenset(formulas)))


@dataclass(frozen=True)
class _Line:
    cells: Line
    ours: Mapping[str, Any]
    formulas: frozenset[int]  # where the batch put formulas

    def at(self, column: int) -> Any:
        return self.cells[column] if column < len(self.cells) else None

    def is_ours(self, column: int) -> bool:
        return any(_is(self.at(column), value) for value in self.ours.values())


def _again(tab: Tab, place: TabLayout, add: FillRow, index: int, line: _Line) -> Displaced:
    """What a person typed into the row since stays."""
    cells: dict[str, Cell] = {}
    for column in tab.columns:
        at = place.columns.get(column.key)
        if at is None or column.formula is not None:
            continue
        free = line.at(at) in (None, "") or line.is_ours(at) or _is_formula(line.at(at))
        if free and (line.at(at) not in (None, "") or column.key in line.ours):
            cells[column.key] = add.cells.get(column.key)
    known = set(place.columns.values())
    others = [at for at in range(len(line.cells)) if at not in known]
    ours = [at for at in others if line.is_ours(at) or (at in line.formulas and _is_formula(line.at(at)))]
    return Displaced(FillRow(tab.key, index, add.row_id, cells, formulas=True), dict.fromkeys(ours))


def _entered(tab: Tab, cells: Mapping[str, Cell], zone: tzinfo) -> dict[str, Any]:
    """What the batch wrote, as Google gives it back; blank cells left out."""
    entered = {key: encode(tab.column(key), cell, zone) for key, cell in cells.items()}
    return {key: next(iter(value.values())) for key, value in entered.items() if value}


def _found(lines: Sequence[Line], ours: Mapping[str, Any]) -> int | None:
    """The row that holds the id and most of the rest."""
    best: tuple[int, int] | None = None
    for index, line in enumerate(lines[1:], 1):
        if any(_is(cell, ours["id"]) for cell in line):
            here = sum(any(_is(cell, value) for cell in line) for value in ours.values())
            if here * 2 > len(ours) and (best is None or here > best[0]):
                best = (here, index)
    return best[1] if best is not None else None


def _displaced(place: TabLayout, line: Line, ours: Mapping[str, Any]) -> bool:
    """Whether a value is missing in its column and stands in another one. One that is missing altogether was
    changed by a person."""
    columns = {at: key for key, at in place.columns.items()}
    for key, value in ours.items():
        at = place.columns.get(key)
        if at is not None and not (at < len(line) and _is(line[at], value)):
            here = [other for other, cell in enumerate(line) if _is(cell, value)]
            if any(not _is(ours.get(columns.get(other, "")), value) for other in here):
                return True
    return False


def _is(cell: Any, value: Any) -> bool:
    if isinstance(cell, bool) or isinstance(value, bool) or not isinstance(cell, int | float):
        return type(cell) is type(value) and bool(cell == value)
    return isinstance(value, int | float) and abs(cell - value) < 1e-6


def _is_formula(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith("=")
