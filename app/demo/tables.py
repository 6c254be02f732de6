"""How the made-up school's tables are written down, and what a person types for them on a given day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.demo.person import Typed
from sheets_schema.model import Kind
from sheets_schema.workbook import WORKBOOK

_KINDS = {(tab.title, column.title): column.kind for tab in WORKBOOK.tabs for column in tab.columns}


@dataclass(frozen=True)
class Table:
    """Rows for one tab. Where the column holds a day, a number counts school days from today; where it holds
    a student, it is a place in PUPILS. "Week Of" counts weeks, "Year" school years, from this one.
    """

    tab: str
    titles: tuple[str, ...]
    rows: Sequence[tuple[Typed, ...]]

    def typed(self, today: date, codes: Sequence[str]) -> list[dict[str, Typed]]:
        """What is typed, row by row, by title."""
        return [
            {
                title: self._said(title, value, today, codes)
                for title, value in zip(self.titles, row, strict=True)
            }
            for row in self.rows
        ]

    def _said(self, title: str, value: Typed, today: date, codes: Sequence[str]) -> Typed:
        kind = _KINDS[self.tab, title]
        if not isinstance(value, int) or isinstance(value, bool):
            return value
        if kind is Kind.STUDENT:
            return codes[value]
        if title == "Week Of":
            return (today + timedelta(days=7 * value - today.weekday())).isoformat()
        if title == "Year":
            return today.year + (today.month >= 7) + value
        return school_day(today, value).isoformat() if kind is Kind.DATE else value


def school_day(today: date, count: int) -> date:
    """So many school days from today, Monday to Friday; 0 is today itself."""
    day, step = today, 1 if count > 0 else -1
    for _ in range(abs(count)):
        day += timedelta(days=step)
        while day.weekday() > 4:
            day += timedelta(days=step)
    return day
