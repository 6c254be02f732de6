"""A person's own columns, right of everything on Students, when their spreadsheet is brought in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from app.core.adopt_rows import Adopted
from app.core.model import Cell
from app.errors import BadRequest
from app.flows.cursors import cursors_from
from app.flows.deps import Deps
from app.flows.guards import guard_id
from app.flows.importing import ImportReport
from app.flows.reading import read_workbook
from app.flows.work import Work
from sheets_schema.codec import EPOCH, date_serial
from sheets_schema.read import Book
from sheets_schema.requests import Request, guard_request
from sheets_schema.workbook import WORKBOOK


def add_own_columns(deps: Deps, caseload_id: int, found: Adopted, brought: ImportReport) -> None:
    """The person's own columns, right of everything on Students, in one guarded batch."""
    if not found.headers:
        return
    with deps.store.claim(caseload_id, deps.now()) as claim:
        work = Work(deps, claim, deps.connect(claim.caseload.owner))
        while not _write_columns(work, found, brought):
            pass  # an attempt that died had taken the batch's number


def _write_columns(work: Work, found: Adopted, brought: ImportReport) -> bool:
    deps, claim = work.deps, work.claim
    cursors = cursors_from(deps.store.observed.cursors(claim.id))
    book = read_workbook(work.google, WORKBOOK, claim.caseload, cursors, anew=True).book
    if set(found.headers) <= set(book.layout["students"].extra):
        return True  # an adoption that was interrupted had come so far
    number = cursors.batches + 1
    guard = guard_request(guard_id(claim.caseload.spreadsheet_id, number))
    requests = own_column_requests(book, found, brought)
    try:
        work.google.sheets.batch(claim.caseload.spreadsheet_id, [guard, *requests])
        written = True
    except BadRequest as refused:
        if (refused.index, refused.kind) != (0, "createDeveloperMetadata"):
            raise
        written = False
    run = deps.store.runs.start(claim, "adopt", deps.now())
    moved = replace(cursors, batches=number, layout={})
    report = {"columns": len(found.headers) if written else 0}
    deps.store.record(
        claim, run, now=deps.now(), outcome="ok", report=report, due_at=deps.now(), cursors=moved.stored()
    )
    return written


def own_column_requests(book: Book, found: Adopted, brought: ImportReport) -> list[Request]:
    """Headers and cells of own columns. Rows of a new workbook are filled in the order of the roster; those
    that an interrupted adoption had filled are known by their names."""
    place = book.layout["students"]
    first = 1 + max([*place.columns.values(), *place.extra.values()])
    lacking = first + len(found.headers) - place.column_count
    requests: list[Request] = []
    if lacking > 0:
        grow = {"sheetId": place.sheet_id, "dimension": "COLUMNS", "length": lacking}
        requests.append({"appendDimension": grow})
    by_line = [
        own
        for new in brought.plan.new
        for row, own in zip(found.roster.rows, found.own, strict=True)
        if row.line == new.line and row.cells == new.cells
    ]
    header = {"values": [_cell(title) for title in found.headers]}
    requests.append(_rows(place.sheet_id, 0, first, [header]))
    if not by_line:
        rows = zip(found.roster.rows, found.own, strict=True)
        named = {str(row.cells.get("name")): own for row, own in rows}
        by_line = [named.get(str(row["name"]), {}) for row in book["students"]]
    for row, own in zip(book["students"], by_line, strict=True):
        cells = {"values": [_cell(own.get(title)) for title in found.headers]}
        requests.append(_rows(place.sheet_id, row.index, first, [cells]))
    return requests


def _rows(sheet_id: int, row: int, column: int, rows: Sequence[Mapping[str, Any]]) -> Request:
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    fields = "userEnteredValue,userEnteredFormat.numberFormat"
    return {"updateCells": {"start": start, "rows": list(rows), "fields": fields}}


def _cell(value: Cell) -> dict[str, Any]:
    """What was typed, as it was: text stays text, a date keeps its look."""
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, date) and value >= EPOCH:
        look = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
        return {"userEnteredValue": {"numberValue": date_serial(value)}, "userEnteredFormat": look}
    if isinstance(value, int | float):
        return {"userEnteredValue": {"numberValue": value}}
    look = {"numberFormat": {"type": "TEXT"}}
    return {"userEnteredValue": {"stringValue": str(value)}, "userEnteredFormat": look}
