"""Two-way fields: the sheet, the calendar, and what both had when they last agreed.

| case | sheet | calendar | outcome |
|---|---|---|---|
| 1 | as agreed | as agreed | as agreed |
| 2 | changed | as agreed | the sheet's |
| 3 | as agreed | changed | the calendar's |
| 4 | changed | changed to the same | that value |
| 5 | changed | changed otherwise | the sheet's; the calendar's is kept as a conflict |
| 6 | never agreed, blank | anything | the calendar's |
| 7 | never agreed, something | blank or the same | the sheet's |
| 8 | never agreed, something | something else | the sheet's; the calendar's is kept as a conflict |
| 9 | anything | not looked at | the sheet's |

Google gives no time for a cell, so "the last one wins" cannot be told. Nothing is dropped silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.core.model import Cell


@dataclass(frozen=True)
class Conflict:
    """Both sides changed one field: `kept` stands, `other` is told to the person."""

    field: str
    kept: Cell
    other: Cell


@dataclass(frozen=True)
class Merged:
    values: Mapping[str, Cell]
    conflicts: tuple[Conflict, ...]


def merge_shared(
    sheet: Mapping[str, Cell], calendar: Mapping[str, Cell] | None, agreed: Mapping[str, Cell] | None
) -> Merged:
    """One value for every field of `sheet`. `calendar` None, or without a field: not looked at."""
    values: dict[str, Cell] = {}
    conflicts: list[Conflict] = []
    for field, ours in sheet.items():
        if calendar is None or field not in calendar:
            values[field] = ours
            continue
        theirs = calendar[field]
        known = agreed is not None and field in agreed
        base = agreed[field] if agreed is not None and known else None
        values[field] = _winner(ours, theirs, base, known)
        if _both_changed(ours, theirs, base, known):
            conflicts.append(Conflict(field, ours, theirs))
    return Merged(values, tuple(conflicts))


def same(left: Cell, right: Cell) -> bool:
    """Equal as a person sees it: blank is blank, times to the second, 1 is 1.0, spaces at the ends aside."""
    return _seen(left) == _seen(right)


def _winner(ours: Cell, theirs: Cell, base: Cell, known: bool) -> Cell:
    if same(ours, theirs):
        return ours
    if known:
        return theirs if same(ours, base) else ours
    return theirs if _blank(ours) else ours


def _both_changed(ours: Cell, theirs: Cell, base: Cell, known: bool) -> bool:
    if same(ours, theirs):
        return False
    if known:
        return not same(ours, base) and not same(theirs, base)
    return not _blank(ours) and not _blank(theirs)


def _blank(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _seen(value: Cell) -> object:
    if _blank(value):
        return None
    if isinstance(value, str):
        return ("text", value.strip())
    if isinstance(value, datetime):
        # A serial number of a sheet holds a time to some microseconds only.
        return ("time", round(value.timestamp()))
    if isinstance(value, date):
        return ("day", value)
    return ("flag", value) if isinstance(value, bool) else ("number", float(value or 0))
