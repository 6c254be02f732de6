"""Rows that a batch filled while somebody moved columns, and whose worker died.

A row is known by its id. What stood in the cells that were hit is still in the workbook (`stood.py`), and the
batch's note says where the columns stood then (`left_behind.py`); rows that it added: `out_of_column.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from app.core.effects import FillRow
from app.core.left_behind import Noted
from app.core.merge import same
from app.core.model import Cell
from app.core.out_of_column import Displaced, Line
from app.core.stood import Stood
from sheets_schema.codec import decode
from sheets_schema.formulas import render
from sheets_schema.layout import TabLayout, planned_layout
from sheets_schema.model import Tab, Workbook

_TITLE = re.compile(r"(?:'(?:[^']|'')*'|\w+)!")
_REFERENCE = re.compile(r"(?<!\w)\$?[A-Z]{1,3}(?:\$?\d+)?(?![\w(])")


@dataclass(frozen=True)
class Then:
    """What is known of a tab at the moment of the batch."""

    workbook: Workbook
    batch: Noted
    stood: Stood
    zone: tzinfo


def cells_astray(at: Then, place: TabLayout, lines: Sequence[Line]) -> Iterator[Displaced]:
    """Rows into which the batch wrote where other columns had come to stand: what stood there comes back, and
    what was meant goes where it belongs. `lines` is all of the tab, header first."""
    columns, own = at.batch.columns.get(place.key, {}), _own_shapes(at.workbook, place.key)
    before = {row.index: row.cells for row in at.batch.rows.get(place.key, ())}
    for fill in at.batch.fills:
        if fill.tab == place.key and "id" in place.columns and columns != place.columns:
            index = _with_id(lines, place.columns["id"], fill.cells.get("id", fill.row_id))
            if index is not None:
                was = before.get(fill.index, {})
                yield _Filled(at, place, columns, own, fill, was, lines[index]).again(index)


@dataclass(frozen=True)
class _Filled:
    """One row of those."""

    at: Then
    place: TabLayout  # as it is now
    columns: Mapping[str, int]  # as they stood then
    own: Mapping[str, str | None]  # the shape of each column's formula
    fill: FillRow
    before: Mapping[str, Cell]  # as read, in the columns that the batch fills
    line: Line

    @property
    def tab(self) -> Tab:
        return self.at.workbook.tab(self.place.key)

    def again(self, index: int) -> Displaced:
        here = {column: key for key, column in self.place.columns.items()}
        cells: dict[str, Cell] = {}
        under: dict[int, Any] = {}
        computed = set()
        hit = self._hit(here)
        for column, key in hit.items():
            now, raw = here.get(column), self._stood(key)
            if now is None:
                under[column] = raw
            elif self.tab.column(now).formula is not None:
                computed.add(now)
            elif now in self.fill.cells and self._is(now, raw, self.before.get(now)):
                cells[now] = self.fill.cells[now]
            else:
                under[column] = raw
        for key in self._missed():
            column = self.place.columns[key]
            if column not in under and self._is(key, self._now(column), self.before.get(key)):
                cells[key] = self.fill.cells[key]
        spared = self.fill.spared if self.fill.formulas else frozenset(self.tab.by_key) - computed
        formulas = self.fill.formulas or bool(computed)
        again = FillRow(self.place.key, index, self.fill.row_id, cells, formulas=formulas, spared=spared)
        return Displaced(again, under, sure=any(map(self._is_rare, hit.values())))

    def _hit(self, here: Mapping[int, str]) -> dict[int, str]:
        """The places of other columns in which ours still is, and which of ours."""
        missed = bool(self._missed())
        moved = {column: key for key, column in self.columns.items() if here.get(column) != key}
        return {
            column: key
            for column, key in moved.items()
            if self._is_formula(key, here.get(column), column) or (missed and self._is_ours(key, column))
        }

    def _is_formula(self, key: str, now: str | None, column: int) -> bool:
        """Whether the formula of column `key` stands in another one, which has none."""
        if not self.fill.formulas or key in self.fill.spared:
            return False
        bare = now is None or self.tab.column(now).formula is None
        return bare and key in self.own and _shape(self._now(column)) == self.own[key]

    def _is_ours(self, key: str, column: int) -> bool:
        """Whether what was meant for `key` stands in that column, and what stood there is known."""
        known = (self.fill.tab, self.fill.index, key) in self.at.stood.raw
        return known and key in self.fill.cells and self._is(key, self._now(column), self.fill.cells[key])

    def _is_rare(self, key: str) -> bool:
        """Whether what the batch wrote there is no tick and no blank, which many cells hold."""
        cell = self.fill.cells.get(key)
        return key not in self.fill.cells or not (cell in (None, "") or isinstance(cell, bool))

    def _missed(self) -> list[str]:
        """What the batch changed and its columns do not hold: they moved before it, and not after it."""
        return [
            key
            for key, cell in self.fill.cells.items()
            if self.place.columns.get(key) not in (None, self.columns.get(key))
            and not same(self.before.get(key), cell)
            and not self._is(key, self._now(self.place.columns[key]), cell)
        ]

    def _stood(self, key: str) -> Any:
        raw = self.at.stood.raw.get((self.fill.tab, self.fill.index, key))
        return None if raw == "" else raw

    def _now(self, column: int) -> Any:
        return _at(self.line, column)

    def _is(self, key: str, raw: Any, value: Cell) -> bool:
        cell, fault = decode(self.tab.column(key), raw, self.at.zone)
        return fault is None and same(cell, value)


def formulas_of_before(at: Then, place: TabLayout, lines: Sequence[Line]) -> Iterator[FillRow]:
    """Rows of this tab to which the batch gave formulas, which may name columns of other tabs as they stood
    then. What is not the column's own formula stays. `lines` as above."""
    own = _own_shapes(at.workbook, place.key)
    given = [fill for fill in (*at.batch.fills, *at.batch.adds) if fill.tab == place.key and fill.formulas]
    for fill in given if "id" in place.columns else ():
        index = _with_id(lines, place.columns["id"], fill.cells.get("id", fill.row_id))
        if index is not None:
            line = lines[index]
            others = {key for key, shape in own.items() if _shape(_at(line, place.columns.get(key))) != shape}
            yield FillRow(place.key, index, fill.row_id, {}, formulas=True, spared=fill.spared | others)


def _own_shapes(workbook: Workbook, key: str) -> dict[str, str | None]:
    """The shape of the formula of each column that has one, to tell it from a person's own."""
    layout = planned_layout(workbook)
    templates = {one.key: one.formula for one in workbook.tab(key).columns if one.formula is not None}
    return {one: _shape(render(template, workbook, layout, key, 2)) for one, template in templates.items()}


def _shape(cell: Any) -> str | None:
    """A formula, whatever it refers to; None where a cell holds none."""
    if not (isinstance(cell, str) and cell.startswith("=")):
        return None
    return _REFERENCE.sub("#", _TITLE.sub("", cell))


def _with_id(lines: Sequence[Line], column: int, row_id: Cell) -> int | None:
    found = [index for index, line in enumerate(lines) if index and _at(line, column) == row_id]
    return found[0] if len(found) == 1 and row_id is not None else None


def _at(line: Line, column: int | None) -> Any:
    return line[column] if column is not None and column < len(line) else None
