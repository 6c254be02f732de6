"""Another time zone on Settings: times that Holdfast wrote move to its clock, typed ones stay as typed.

A cell holds a wall clock. Of the same moment the new zone's clock says something else, so each Start and End
of a meeting that is as agreed with the calendar is written again, and each Submitted by which an answer that
may still be edited finds its rows. Days stay. Where the write landed and its worker died, the cell says the
agreed moment already, by the new clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from app.core.effects import BookWrite, FillRow
from app.core.merge import same
from app.core.model import Cell, Snapshot
from app.core.rows import WROTE, as_written, digest
from sheets_schema.model import Tab, Workbook
from sheets_schema.read import Row

MEETINGS, TIMES = "meetings", ("start", "end")
ANSWERS, SUBMITTED = "survey_answers", "submitted"


@dataclass(frozen=True)
class Moved:
    """The snapshot as the workbook will be once `fills` are written."""

    seen: Snapshot
    fills: tuple[FillRow, ...] = ()

    def left(self, write: BookWrite) -> tuple[FillRow, ...]:
        """The fills without the cells that this write fills anyhow."""
        filled = {(fill.tab, fill.index, key) for fill in write.fills for key in fill.cells}
        kept = [
            replace(one, cells={key: cell for key, cell in one.cells.items() if not _in(filled, one, key)})
            for one in self.fills
        ]
        return tuple(one for one in kept if one.cells)


def in_new_zone(workbook: Workbook, seen: Snapshot) -> Moved:
    """Where Settings says another zone, the times that follow it."""
    before = seen.zone_before
    if before is None:
        return Moved(seen)
    fills = [*_meetings(seen, before)] if MEETINGS in seen.book.tabs else []
    if ANSWERS in seen.book.tabs:
        answers, written = _answers(workbook.tab(ANSWERS), seen, before)
        fills += answers
        shared = {**seen.agreed.shared, ANSWERS: {**seen.agreed.shared.get(ANSWERS, {}), **written}}
        seen = replace(seen, agreed=replace(seen.agreed, shared=shared))
    return Moved(_filled(seen, fills), tuple(fills))


def _in(filled: set[tuple[str, int, str]], one: FillRow, key: str) -> bool:
    return (one.tab, one.index, key) in filled


def _then(value: Cell, before: tzinfo) -> Cell:
    """The moment that this wall clock was in the zone of before."""
    return value.replace(tzinfo=before) if isinstance(value, datetime) else value


def _meetings(seen: Snapshot, before: tzinfo) -> Iterable[FillRow]:
    known = seen.agreed.shared.get(MEETINGS, {})
    for row in seen.book[MEETINGS]:
        cells: dict[str, Cell] = {}
        for key in TIMES:
            agreed = known.get(row.id or 0, {}).get(key)
            as_now = same(row[key], agreed)
            if isinstance(agreed, datetime) and not as_now and same(_then(row[key], before), agreed):
                cells[key] = agreed.astimezone(seen.caseload.zone)
        if cells:
            yield FillRow(MEETINGS, row.index, row.id, cells)


def _answers(tab: Tab, seen: Snapshot, before: tzinfo) -> tuple[list[FillRow], dict[int, Mapping[str, Cell]]]:
    """The rows that no person has changed since, and the digests by which they are known from now on."""
    known = seen.agreed.shared.get(ANSWERS, {})
    fills: list[FillRow] = []
    written: dict[int, Mapping[str, Cell]] = {}
    for row in seen.book[ANSWERS]:
        now, id = row[SUBMITTED], row.id or 0
        if id not in known or not isinstance(now, datetime):
            continue
        then = now.replace(tzinfo=before)
        moved = _with(row, {SUBMITTED: then.astimezone(seen.caseload.zone)})
        if as_written(known, tab, _with(row, {SUBMITTED: then})):
            fills.append(FillRow(ANSWERS, row.index, row.id, {SUBMITTED: moved[SUBMITTED]}))
            written[id] = {**known[id], WROTE: digest(tab, moved)}
        elif as_written(known, tab, _with(row, {SUBMITTED: now.astimezone(before)})):
            written[id] = {**known[id], WROTE: digest(tab, row)}
    return fills, written


def _with(row: Row, cells: Mapping[str, Cell]) -> Row:
    return replace(row, cells={**row.cells, **cells})


def _filled(seen: Snapshot, fills: Iterable[FillRow]) -> Snapshot:
    tabs = dict(seen.book.tabs)
    for key in (MEETINGS, ANSWERS):
        new = {fill.index: fill.cells for fill in fills if fill.tab == key}
        if new:
            rows = tuple(_with(row, new.get(row.index, {})) for row in tabs[key].rows)
            tabs[key] = replace(tabs[key], rows=rows)
    return replace(seen, book=replace(seen.book, tabs=tabs))
