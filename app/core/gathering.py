"""A plan while it grows: rows get their ids in one series, parts add what they want done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.core.effects import AddRow, BookWrite, Effect, FillRow, ReplaceTab, ShowTab, Trouble
from app.core.model import Cell
from sheets_schema.spare_rows import NewRows


@dataclass
class Gathering:
    """`next_id` is the next free row id of the workbook; `closed` are tabs that must not be written to."""

    next_id: int
    closed: frozenset[str] = frozenset()
    book: BookWrite = field(default_factory=BookWrite)
    effects: list[Effect] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    again_at: datetime | None = None
    held: tuple[Effect, ...] = ()  # refused by Google lately, and waiting

    def add(self, tab: str, rows: Iterable[Mapping[str, Cell]]) -> None:
        """New rows at the end of a log, each with its id. Nothing on a tab that is closed."""
        if tab in self.closed:
            return
        for cells in rows:
            self.book += BookWrite(adds=(AddRow(tab, {"id": self.next_id, **cells}),))
            self.next_id += 1

    def fill(self, fills: Iterable[FillRow]) -> None:
        self.book += BookWrite(fills=tuple(fill for fill in fills if fill.tab not in self.closed))

    def grow(self, rows: Iterable[NewRows]) -> None:
        self.book += BookWrite(grows=tuple(rows))

    def dress(self, tabs: Iterable[str]) -> None:
        self.book += BookWrite(dresses=tuple(tabs))

    def go_by(self, zone: str, times: Iterable[FillRow]) -> None:
        """The workbook's own time zone, and the times that move to its clock."""
        self.fill(times)
        self.book += BookWrite(zone=zone)

    def show(self, tab: ShowTab) -> None:
        self.book += BookWrite(shows=(tab,))

    def replace(self, whole: ReplaceTab | None) -> None:
        if whole is not None:
            self.book += BookWrite(replaces=(whole,))
