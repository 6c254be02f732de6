"""The one write into the workbook: a guarded atomic batch that reads back what it touched.

The guard is developer metadata with an id of our choosing: the same batch cannot be applied twice. Sheets
has no precondition on cells, so the answer brings the id columns back, and a write that hit a neighbour's
row, because somebody inserted one meanwhile, is put right at once. So is one over what a person typed just
then: each cell is set aside in the same batch before it is written. What is amiss is put right in `repair.py`
and `columns.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.effects import BookWrite
from app.core.stood import Overtyped, set_aside
from app.errors import BadRequest
from app.flows.answer import headers_after, ids_after, ranges_of
from app.flows.aside import aside_range, aside_requests, mark_of, stood_in_answer
from app.flows.columns import columns_put_right
from app.flows.guards import guard_id, guards, was_applied
from app.flows.repair import rows_put_right
from app.flows.workbooks import Workbooks, fill_requests
from sheets_schema.read import Book
from sheets_schema.requests import append_rows, replace_requests, show_request
from sheets_schema.spare_rows import dress_requests, spare_row_requests


@dataclass(frozen=True)
class Written:
    """A batch is in the workbook. Where people had typed just then, theirs stands."""

    overtyped: tuple[Overtyped, ...] = ()


def write_book(
    at: Workbooks, book: Book, write: BookWrite, number: int, *, aside: bool = True
) -> Written | None:
    """Apply batch `number`. None: it was applied before and the answer lost; read again and plan anew."""
    at, places = replace(at, number=number, repairs=0), places_of(book, write)
    mark = mark_of(guard_id(at.caseload.spreadsheet_id, number), at.epoch)
    asides = set_aside(at.workbook, write.fills) if aside else ()
    first = [*guards(at.caseload.spreadsheet_id, number), *aside_requests(book.layout, asides, mark)]
    grown = {rows.tab for rows in write.grows if "id" in at.workbook.tab(rows.tab).by_key}
    touched = {fill.tab for fill in write.fills} | {add.tab for add in write.adds} | grown
    ranges, beside = ranges_of(at, book.layout, touched, write.computed)
    try:
        answer = at.google.sheets.batch(
            at.caseload.spreadsheet_id,
            [*first, *_requests(at, book, write)],
            [*ranges, *aside_range(book.layout, asides)],
        )
    except BadRequest as refused:
        if was_applied(refused):
            return None
        if asides and refused.kind == "copyPaste":  # a cell that cannot be copied, in merged ones perhaps
            return write_book(at, book, write, number, aside=False)
        if write.dresses and refused.kind == "copyPaste":  # merged cells: the new rows stay bare
            return write_book(at, book, replace(write, dresses=()), number, aside=aside)
        if write.zone and refused.kind == "updateSpreadsheetProperties":  # a zone that Google does not know
            return write_book(at, book, replace(write, zone=""), number, aside=aside)
        if refused.kind == "sortRange":  # merged cells: the last row stays last
            as_they_are = tuple(replace(rows, in_use=None) for rows in write.grows)
            return write_book(at, book, replace(write, grows=as_they_are), number, aside=aside)
        raise
    ids = ids_after(answer, book.layout, beside)
    stood = stood_in_answer(at.workbook, book.layout, at.caseload.zone, asides, answer, mark)
    at, book, left = columns_put_right(at, book, write, ids, headers_after(answer, book.layout, beside))
    return Written(rows_put_right(at, book, left, ids, places, stood))


def _requests(at: Workbooks, book: Book, write: BookWrite) -> list[Mapping[str, Any]]:
    requests: list[Mapping[str, Any]] = []
    for fill in write.fills:
        requests += fill_requests(at, book.layout, fill)
    for key in sorted({add.tab for add in write.adds}):
        rows = [add.cells for add in write.adds if add.tab == key]
        following = book.tabs[key].next_index
        tab = at.workbook.tab(key)
        requests.append(append_rows(at.workbook, book.layout, tab, rows, following, at.caseload.zone))
    for whole in write.replaces:
        tab = at.workbook.tab(whole.tab)
        requests += replace_requests(book.layout, tab, whole.rows, whole.old_rows, at.caseload.zone)
    if write.zone:  # so that the formulas' TODAY() agrees
        requests.append(_zone_request(write.zone))
    requests += [show_request(book.layout, one.tab, one.shown) for one in write.shows]
    for key in write.dresses:
        requests += dress_requests(at.workbook, book.layout, key)
    # Last: everything above stands where it was read.
    return requests + spare_row_requests(at.workbook, book.layout, write.grows)


def _zone_request(zone: str) -> dict[str, Any]:
    return {"updateSpreadsheetProperties": {"properties": {"timeZone": zone}, "fields": "timeZone"}}


def places_of(book: Book, write: BookWrite) -> dict[int, int]:
    """Where each added row will stand if nobody else adds one: id -> 0-based sheet row."""
    places: dict[int, int] = {}
    following = {tab: rows.next_index for tab, rows in book.tabs.items()}
    for add in write.adds:
        row_id = add.cells["id"]
        if isinstance(row_id, int):
            places[row_id] = following[add.tab]
            following[add.tab] += 1
    return places
