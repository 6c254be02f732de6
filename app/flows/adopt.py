"""An existing spreadsheet into a new workbook: read, propose, and only when confirmed copy. The spreadsheet
itself is never written; it is read again afterwards to show that it is as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.core.adopt import ForeignTab, Proposal, propose
from app.core.adopt_rows import Adopted, adopted
from app.core.conflicts import not_brought_in
from app.core.daywords import DateOrder
from app.core.model import Cell
from app.core.roster.rows import RawLine
from app.errors import BadRequest, NotFound, Refused, UserMistake
from app.flows.book import guard_id
from app.flows.cursors import cursors_from
from app.flows.deps import Deps
from app.flows.importing import ImportReport, bring_in
from app.flows.reading import read_workbook
from app.flows.setup import create_caseload, set_up
from app.flows.work import Work
from app.google.session import Session
from app.google.whole_sheet import marks_of, whole_spreadsheet
from sheets_schema.codec import EPOCH, date_serial, from_serial
from sheets_schema.layout import TAB_KEY, VERSION_KEY
from sheets_schema.read import Book
from sheets_schema.requests import Request, guard_request
from sheets_schema.workbook import WORKBOOK

BEGUN, ADOPTED = "adoption begun", "adopted"  # in the audit, with the spreadsheet's id
UNSEEN = (
    "There is no such spreadsheet, or Holdfast may not see it: it sees only files that it made or that were "
    "opened with it. Download the spreadsheet as .xlsx and bring its students in with `caseload import`."
)
_DATES = ("DATE", "DATE_TIME")


@dataclass(frozen=True)
class AdoptionReport:
    """What was brought in. `untouched`: the original read the same before and after."""

    caseload: int
    spreadsheet_id: str
    proposal: Proposal
    brought: ImportReport
    own_columns: tuple[str, ...]
    untouched: bool

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(str(problem) for problem in self.brought.plan.problems)

    def json(self) -> dict[str, Any]:
        """The proposal, counts, and what could not be read, each with its place in the original."""
        return {
            "caseload": self.caseload,
            "spreadsheet_id": self.spreadsheet_id,
            "proposal": self.proposal.json(),
            **self.brought.json(),
            "own_columns": list(self.own_columns),
            "original_untouched": self.untouched,
        }

    def lines(self) -> list[str]:
        """The same in sentences."""
        said = self.brought.lines()
        if self.own_columns:
            said.append(f"Columns of your own, at the end of Students: {', '.join(self.own_columns)}.")
        said += [f"{title}: stays in the original; {why}" for title, why in self.proposal.left.items()]
        as_it_was = "The original spreadsheet was only read and is as it was."
        changed = "The original was changed by somebody while it was read; look whether something is missing."
        return [*said, as_it_was if self.untouched else changed]


def propose_adoption(deps: Deps, owner: str, spreadsheet_id: str, zone: str, order: str | None) -> Proposal:
    """What would be brought in. Nothing is written anywhere."""
    found = _read_whole(deps.connect(owner).session, spreadsheet_id)
    return _proposal(deps, found, zone, order)


def adopt_spreadsheet(
    deps: Deps, owner: str, name: str, zone: str, spreadsheet_id: str, order: str | None
) -> AdoptionReport:
    """A new caseload with the students, the team and the own columns of the spreadsheet.

    Refused where it was brought in before; an adoption that was interrupted is finished.
    """
    audit = deps.store.audit
    done = audit.latest(ADOPTED, spreadsheet_id)
    if done is not None:
        raise Refused(
            "adopted",
            f"This spreadsheet was brought into caseload {done.caseload_id} on {done.at:%Y-%m-%d} already; "
            "nothing was made.",
        )
    session = deps.connect(owner).session
    before = _read_whole(session, spreadsheet_id)
    proposal = _proposal(deps, before, zone, order)
    if not proposal.tabs:
        raise Refused("adopt", "No tab has a header line with the students' names; nothing was made.")
    today = deps.now().astimezone(ZoneInfo(zone)).date()
    found = adopted(proposal, _order(order), today)
    begun = audit.latest(BEGUN, spreadsheet_id)
    again = begun.caseload_id if begun else None
    made = set_up(deps, again) if again else create_caseload(deps, owner, name, zone)
    audit.write(deps.now(), owner, BEGUN, spreadsheet_id, caseload_id=made.id)
    brought = bring_in(deps, made.id, "spreadsheet", lambda _order, _today: found.roster)
    _own_columns(deps, made.id, found, brought)
    _told_on_sync(deps, made.id, brought)
    audit.write(deps.now(), owner, ADOPTED, spreadsheet_id, caseload_id=made.id)
    after = whole_spreadsheet(session, spreadsheet_id)
    return AdoptionReport(
        made.id, made.spreadsheet_id, proposal, brought, found.headers, _digest(before) == _digest(after)
    )


def _read_whole(session: Session, spreadsheet_id: str) -> dict[str, Any]:
    try:
        marks = marks_of(session, spreadsheet_id)
    except NotFound as unseen:
        raise Refused("adopt", UNSEEN) from unseen
    if marks & {TAB_KEY, VERSION_KEY}:
        raise Refused("adopt", "This spreadsheet is a Holdfast workbook already; there is nothing to adopt.")
    return whole_spreadsheet(session, spreadsheet_id)


def _proposal(deps: Deps, found: Mapping[str, Any], zone: str, order: str | None) -> Proposal:
    try:
        today = deps.now().astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise UserMistake(f"{zone} is not a time zone. Use a name such as Europe/Vienna.") from wrong
    tabs = [
        foreign_tab(sheet)
        for sheet in found["sheets"]
        if sheet["properties"].get("sheetType", "GRID") == "GRID"
    ]
    return propose(tabs, _order(order), today)


def _order(order: str | None) -> DateOrder | None:
    return DateOrder(order) if order else None


def _digest(found: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()


def foreign_tab(sheet: Mapping[str, Any]) -> ForeignTab:
    """A tab's lines from its grid data. A merged area says the same in each of its cells."""
    cells: dict[tuple[int, int], Cell] = {}
    hidden: set[int] = set()
    for data in sheet.get("data", ()):
        top, left = int(data.get("startRow", 0)), int(data.get("startColumn", 0))
        for row, line in enumerate(data.get("rowData", ()), start=top):
            for column, cell in enumerate(line.get("values", ()), start=left):
                value = _value(cell)
                if value is not None:
                    cells[row, column] = value
        for column, about in enumerate(data.get("columnMetadata", ()), start=left):
            hidden |= {column} if about.get("hiddenByUser") else set()
    for area in sheet.get("merges", ()):
        _spread(cells, area)
    properties = sheet["properties"]
    rows = sorted({row for row, _ in cells})
    width = 1 + max((column for _, column in cells), default=-1)
    lines = tuple(RawLine(row + 1, [cells.get((row, column)) for column in range(width)]) for row in rows)
    return ForeignTab(str(properties["title"]), lines, bool(properties.get("hidden")), frozenset(hidden))


def _spread(cells: dict[tuple[int, int], Cell], area: Mapping[str, int]) -> None:
    top, left = area.get("startRowIndex", 0), area.get("startColumnIndex", 0)
    value = cells.get((top, left))
    if value is None:
        return
    for row in range(top, area["endRowIndex"]):
        for column in range(left, area["endColumnIndex"]):
            cells[row, column] = value


def _value(cell: Mapping[str, Any]) -> Cell:
    """The value as shown by its format: a number formatted as a date is a date."""
    value = cell.get("effectiveValue", {})
    if "numberValue" in value:
        number = float(value["numberValue"])
        kind = cell.get("effectiveFormat", {}).get("numberFormat", {}).get("type", "")
        if kind in _DATES:
            return from_serial(number, ZoneInfo("UTC")).date()
        return int(number) if number.is_integer() else number
    if "boolValue" in value:
        return bool(value["boolValue"])
    text = value.get("stringValue")
    return str(text) if text else None


def _own_columns(deps: Deps, caseload_id: int, found: Adopted, brought: ImportReport) -> None:
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
    guard = guard_request(guard_id(claim.caseload, number))
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


def _told_on_sync(deps: Deps, caseload_id: int, brought: ImportReport) -> None:
    """What could not be read stands on the Sync tab from the first sync on."""
    if not brought.plan.problems:
        return
    with deps.store.claim(caseload_id, deps.now()) as claim:
        agreed = deps.store.observed.agreed(claim.id)
        notices = (*agreed.notices, *not_brought_in(brought.plan.problems, deps.now()))
        run = deps.store.runs.start(claim, "adopt", deps.now())
        report, told = {"unread": len(notices)}, replace(agreed, notices=notices)
        deps.store.record(
            claim, run, now=deps.now(), outcome="ok", report=report, due_at=deps.now(), agreed=told
        )


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
