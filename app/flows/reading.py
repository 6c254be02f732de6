"""The workbook as it is, in one read, with the structure where that is not as remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.core.model import (
    Caseload,
    Cell,
)
from app.core.rows import people_tabs
from app.core.rules import read_rules
from app.errors import BadRequest, ColumnsMoving, Refused
from app.flows.cursors import Cursors
from app.flows.deps import Google
from sheets_schema.formulas import quoted
from sheets_schema.layout import (
    HeaderProblem,
    Layout,
    TabLayout,
    column_letters,
    header_titles,
    layout_from_headers,
)
from sheets_schema.live import live_version
from sheets_schema.model import Workbook
from sheets_schema.read import Book, read_book
from sheets_schema.spare_rows import NewRows

MARK = "holdfast"  # the appProperties key that says whose workbook a file is
LOOKS = 4  # at structure and values, where columns are moved all the time
OLD_WORKBOOK = (
    "The workbook is of version {}, and this Holdfast works with version {}. Nothing was written. "
    "`python -m app migrate {}` brings it up to date and keeps what people typed; with --dry-run it says how."
)


@dataclass(frozen=True)
class BookRead:
    """The workbook as read, by the time zone that Settings says, and the layout to remember."""

    book: Book
    caseload: Caseload  # in that zone
    layout: Mapping[str, Any]
    headers: Mapping[str, Sequence[str]] = field(default_factory=dict)  # tab key -> header row as read


def read_workbook(
    google: Google, workbook: Workbook, caseload: Caseload, cursors: Cursors, *, anew: bool = False
) -> BookRead:
    """All tabs in one values.batchGet; the structure only when a title or a header is not as remembered.

    `anew` reads the structure in any case, as once a day: rows people inserted make tabs longer, as does what
    stands below the last row that is remembered. Refused while the workbook is of an older version.
    """
    remembered = cursors.layout
    if remembered.get("version") == workbook.version and not anew:
        layout = _layout(remembered)
        try:
            values = google.sheets.values(caseload.spreadsheet_id, _titles(workbook, layout))
        except BadRequest:  # a tab was renamed or is gone
            values = {}
        same = values and _header_digest(values) == remembered["headers"]
        if same and not _outgrown(layout, values):
            book, there = _book(workbook, layout, values, caseload)
            return BookRead(book, there, remembered, _heads(layout, values))
    layout, problems, values = _read_anew(google, workbook, caseload, remembered)
    book, there = _book(workbook, layout, values, caseload)
    kept = {
        "version": workbook.version,
        "tabs": [_kept(tab) for tab in layout.tabs.values()],
        "headers": _header_digest(values),
    }
    return BookRead(replace(book, header_problems=problems), there, kept, _heads(layout, values))


def _read_anew(
    google: Google, workbook: Workbook, caseload: Caseload, remembered: Mapping[str, Any]
) -> tuple[Layout, tuple[HeaderProblem, ...], dict[str, list[list[Any]]]]:
    """The structure, then the values: read again where columns were moved between the two."""
    titles = [tab["title"] for tab in remembered["tabs"]] if remembered else []
    seen: list[Any] = []
    for _ in range(LOOKS):
        structure = google.sheets.structure(caseload.spreadsheet_id, titles)
        version = live_version(structure)
        if version < workbook.version:
            raise Refused("old_workbook", OLD_WORKBOOK.format(version, workbook.version, caseload.id))
        layout, problems = layout_from_headers(workbook, structure)
        layout = _dressed(workbook, layout, remembered)
        values = google.sheets.values(caseload.spreadsheet_id, _titles(workbook, layout))
        look = header_titles(structure), _heads(layout, values)
        if look in seen or _agree(layout, *look):  # a header may show otherwise than it is, by its format
            return layout, problems, values
        seen.append(look)
    raise ColumnsMoving


def _agree(
    layout: Layout, shown: Mapping[str, Mapping[int, str]], heads: Mapping[str, Sequence[str]]
) -> bool:
    """Whether header rows read twice, with the structure and with the values, are the same."""
    for key, cells in heads.items():
        texts = shown.get(layout[key].title, {})
        if any(_text(cells, at).strip() != texts.get(at, "") for at in {*range(len(cells)), *texts}):
            return False
    return True


def _text(cells: Sequence[str], at: int) -> str:
    return cells[at] if at < len(cells) else ""


def _outgrown(layout: Layout, values: Mapping[str, list[list[Any]]]) -> bool:
    """Whether something stands below the last row of a tab that is remembered."""
    return any(len(values.get(place.title, ())) > place.row_count for place in layout.tabs.values())


def _dressed(workbook: Workbook, layout: Layout, remembered: Mapping[str, Any]) -> Layout:
    """Which rows of tabs that people made longer are as Holdfast laid them."""
    rows = {tab.key: tab.capacity + 1 for tab in workbook.tabs}
    rows |= {tab["key"]: tab["row_count"] for tab in remembered.get("tabs", ())}
    return Layout(
        {
            key: replace(place, dressed=rows[key]) if rows[key] < place.row_count else place
            for key, place in layout.tabs.items()
        }
    )


def with_rows(remembered: Mapping[str, Any], grows: Sequence[NewRows]) -> dict[str, Any]:
    """What to remember where rows were put in: how many there are, and that the structure is to be read."""
    more = {rows.tab: rows.count for rows in grows}
    tabs = [{**tab, "row_count": tab["row_count"] + more.get(tab["key"], 0)} for tab in remembered["tabs"]]
    return {**remembered, "version": 0, "tabs": tabs}


def read_entered(
    google: Google, workbook: Workbook, caseload: Caseload, book: Book, heads: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, list[Cell]]]:
    """What is entered in the formula columns of people's tabs: tab -> column -> cells, header first. A column
    whose header is not the one in `heads`, as read before, was moved meanwhile and is left out."""
    ranges: dict[str, tuple[str, str]] = {}
    for tab in people_tabs(workbook):
        if tab.key not in book.tabs:
            continue
        place = book.layout[tab.key]
        for column in tab.columns:
            if column.formula is not None and column.key in place.columns:
                letters = column_letters(place.columns[column.key])
                ranges[f"{quoted(place.title)}!{letters}:{letters}"] = (tab.key, column.key)
    entered: dict[str, dict[str, list[Cell]]] = {}
    for a1, cells in google.sheets.formulas(caseload.spreadsheet_id, list(ranges)).items():
        key, column_key = ranges[a1]
        found = [cell[0] if cell else None for cell in cells]
        if str((found or [None])[0] or "") == _text(heads.get(key, ()), book.layout[key].columns[column_key]):
            entered.setdefault(key, {})[column_key] = found
    return entered


def _titles(workbook: Workbook, layout: Layout) -> list[str]:
    return [layout[tab.key].title for tab in workbook.tabs if tab.key in layout and tab.columns]


def _book(
    workbook: Workbook, layout: Layout, values: Mapping[str, list[list[Any]]], caseload: Caseload
) -> tuple[Book, Caseload]:
    """With the caseload in the zone of Settings, where that can be read: cells hold times without one."""
    by_key = {tab.key: values[tab.title] for tab in layout.tabs.values() if tab.title in values}
    book = read_book(workbook, layout, by_key, caseload.zone)
    zone = read_rules(book)[0].zone
    if zone is None or zone.key == caseload.zone.key:
        return book, caseload
    return read_book(workbook, layout, by_key, zone), replace(caseload, zone=zone)


def _heads(layout: Layout, values: Mapping[str, list[list[Any]]]) -> dict[str, list[str]]:
    return {
        tab.key: [str(cell) for cell in values[tab.title][0]]
        for tab in layout.tabs.values()
        if values.get(tab.title)
    }


def _header_digest(values: Mapping[str, list[list[Any]]]) -> str:
    headers = {title: [str(cell) for cell in rows[0]] if rows else [] for title, rows in values.items()}
    return hashlib.sha256(json.dumps(headers, sort_keys=True).encode()).hexdigest()[:16]


def _kept(tab: TabLayout) -> dict[str, Any]:
    return {
        "key": tab.key,
        "sheet_id": tab.sheet_id,
        "title": tab.title,
        "columns": dict(tab.columns),
        "row_count": tab.row_count,
        "column_count": tab.column_count,
        "extra": dict(tab.extra),
    }


def _layout(kept: Mapping[str, Any]) -> Layout:
    return Layout({tab["key"]: TabLayout(**tab) for tab in kept["tabs"]})
