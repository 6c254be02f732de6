"""Older workbooks become whole ones: nothing of a person's goes, nothing comes twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sheets_schema.create import create_requests
from sheets_schema.history import Renamed
from sheets_schema.layout import layout_from_headers
from sheets_schema.migrate import Migration, live_version, migrate
from sheets_schema.model import Shape, Tab, Workbook
from sheets_schema.workbook import WORKBOOK
from tests.older import first_workbook, without_columns
from tests.oracle.live import BASE, Sheets

pytestmark = pytest.mark.proof
STUDENTS = WORKBOOK.tab("students").sheet_id
SCORES = WORKBOOK.tab("award_scores").sheet_id

Cells = dict[tuple[str, int, int], dict[str, Any]]


SMALL = first_workbook()


def _small(
    version: int, titles: dict[tuple[str, str | None], str], without: set[tuple[str, str]]
) -> Workbook:
    """A hand-made older version: titles that were other ones, columns that were not there yet."""
    tabs = [
        replace(
            tab,
            title=titles.get((tab.key, None), tab.title),
            columns=tuple(
                replace(column, title=titles.get((tab.key, column.key), column.title))
                for column in tab.columns
            ),
        )
        for whole in first_workbook().tabs
        for tab in [without_columns(whole, {column for key, column in without if key == whole.key})]
    ]
    return Workbook(version, tuple(tabs))


def _later(columns: set[tuple[str, str]]) -> Workbook:
    """The present workbook, one version on, where these columns are new."""
    version = SMALL.version + 1
    tabs = [
        replace(
            tab,
            columns=tuple(
                replace(one, since=version) if (tab.key, one.key) in columns else one for one in tab.columns
            ),
        )
        for tab in SMALL.tabs
    ]
    return Workbook(version, tuple(tabs))


ROWS: dict[str, list[dict[str, Any]]] = {
    "students": [
        {"name": "Ana", "last_review": date(2026, 1, 5), "notes": "12/5", "preferred_name": "A."},
        {"name": "Bo", "random_things_to_do": "=not a formula", "grade": "007"},
    ],
    "team": [{"person": "Ms Lee", "email": "lee@home.test", "role": "parent", "student": "S001"}],
    "award_scores": [{"student": "S001", "respect": 3}, {"student": "S002"}],
    "award_history": [{"date": date(2026, 1, 5), "student": "S002", "score": 61.5, "rank": 2}],
    "contact_log": [{"date": date(2026, 1, 9), "student": "S001", "summary": "3-4"}],
}


@contextmanager
def _built(workbook: Workbook) -> Iterator[Sheets]:
    sheets = Sheets()
    rows = {
        key: [{name: v for name, v in row.items() if name in workbook.tab(key).by_key} for row in rows]
        for key, rows in ROWS.items()
    }
    sheets.batch(create_requests(workbook, rows=rows))
    try:
        yield sheets
    finally:
        sheets.session.close()


def _cell(sheet: int, row: int, column: int, text: str, note: str = "") -> dict[str, Any]:
    look = {"textFormat": {"bold": True}, "backgroundColor": {"red": 1.0}}
    cell = {"userEnteredValue": {"stringValue": text}, "note": note, "userEnteredFormat": look}
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    fields = "userEnteredValue,note,userEnteredFormat(textFormat,backgroundColor)"
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}}


def _lived_in(sheets: Sheets) -> None:
    """What people do: a column and tabs of their own, a renamed and a moved column, notes, colours."""
    layout, _ = layout_from_headers(WORKBOOK, sheets.structure())
    grade = layout["students"].columns["grade"]
    span = {"sheetId": STUDENTS, "dimension": "COLUMNS", "startIndex": grade, "endIndex": grade + 1}
    sheets.batch(
        [
            {"insertDimension": {"range": span}},
            _cell(STUDENTS, 0, grade, "Shoe Size", "for the skateboard"),
            _cell(STUDENTS, 1, grade, "41"),
            _cell(STUDENTS, 0, grade + 1, "Year Group"),
            _cell(STUDENTS, 2, grade + 1, "7b", "moved up in May"),
            {"addSheet": {"properties": {"title": "Goals", "sheetId": 77}}},
            {"addSheet": {"properties": {"title": "Trips", "sheetId": _goals().sheet_id, "index": 0}}},
            _cell(77, 0, 0, "My goals", "private"),
            _cell(77, 3, 2, "read more"),
            _cell(_goals().sheet_id, 1, 1, "zoo"),
        ]
    )
    needs = layout_from_headers(WORKBOOK, sheets.structure())[0]["students"].columns["needs"]
    moved = {"sheetId": STUDENTS, "dimension": "COLUMNS", "startIndex": needs, "endIndex": needs + 1}
    sheets.batch([{"moveDimension": {"source": moved, "destinationIndex": 3}}])


def _goals() -> Tab:
    return WORKBOOK.tab("goals")


def _grid(sheets: Sheets) -> dict[int, list[list[dict[str, Any]]]]:
    fields = (
        "sheets(properties(sheetId,title),data(rowData(values(userEnteredValue,note,userEnteredFormat))))"
    )
    query = {"includeGridData": "true", "fields": fields}
    found = sheets.session.get(f"{BASE}/v4/spreadsheets/{sheets.id}", params=query).json()
    return {
        sheet["properties"].get("sheetId", 0): [
            row.get("values", []) for row in sheet["data"][0].get("rowData", [])
        ]
        for sheet in found["sheets"]
    }


def _theirs(sheets: Sheets) -> list[tuple[int, int, str]]:
    """Everything that is no formula, with its note and look, row by row and in the order of the columns."""
    return sorted(
        (sheet, row, repr((cell.get("userEnteredValue"), cell.get("note"), cell.get("userEnteredFormat"))))
        for sheet, rows in _grid(sheets).items()
        for row, cells in enumerate(rows)
        for cell in cells
        if "userEnteredValue" in cell and "formulaValue" not in cell["userEnteredValue"]
    )


def _ids(sheets: Sheets) -> list[Any]:
    registers = [tab for tab in WORKBOOK.tabs if tab.shape is Shape.REGISTER and "id" in tab.by_key]
    titles = [layout_from_headers(WORKBOOK, sheets.structure())[0][tab.key].title for tab in registers]
    rows = [row for title in titles for row in sheets.values(f"'{title}'")[1:]]
    return [row[0] for row in rows if row and row[0] != ""]


def _entered(sheets: Sheets) -> dict[str, list[list[Any]]]:
    titles = [str(one["properties"]["title"]) for one in sheets.structure()["sheets"]]
    return {title: sheets.values("'" + title.replace("'", "''") + "'") for title in titles}


def _plan(workbook: Workbook, sheets: Sheets, renamed: tuple[Renamed, ...] = ()) -> Migration:
    return migrate(workbook, sheets.structure(), _entered(sheets), sheets.rules(), renamed=renamed)


def _lost(
    before: list[tuple[int, int, str]], after: list[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    left = list(after)
    lost = []
    for one in before:
        if one in left:
            left.remove(one)
        else:
            lost.append(one)
    return lost


@pytest.mark.proof
def test_the_first_version_becomes_the_newest_and_no_typed_cell_changes() -> None:
    with _built(first_workbook()) as sheets:
        _lived_in(sheets)
        before = _theirs(sheets)
        plan = _plan(WORKBOOK, sheets)
        assert plan.refused == ()
        anew = [step.text for step in plan.steps if "anew" in step.text]
        assert anew == ["Say anew what may be typed in Service Level on Students."]  # Weight Schemes is new
        sheets.batch(plan.requests)
        lost = _lost(before, _theirs(sheets))
        # The header of a typed column that is counted now says so; nothing else may differ.
        assert [one[:2] for one in lost] == [(SCORES, 0)]
        assert "Respect" in lost[0][2]
        layout, problems = layout_from_headers(WORKBOOK, sheets.structure())
        assert problems == ()
        assert set(layout.tabs) == {tab.key for tab in WORKBOOK.tabs}
        assert layout["students"].extra.keys() == {"Shoe Size"}
        assert layout["goals"].title == "Goals (Holdfast)"
        scores = sheets.values("'Award Scores'")
        at = scores[0].index("Respect (typed)")
        assert scores[1][at] == 3
        assert str(scores[1][layout["award_scores"].columns["respect"]]).startswith("=")
        (line,) = sheets.values("'Award History'", "UNFORMATTED_VALUE")[1:]
        assert line[2:] == ["S002", "Bo", 61.5, 2]
        ids = _ids(sheets)
        assert len(ids) == len(set(ids)) > 100
        again = _plan(WORKBOOK, sheets)
        assert (again.version, [step.text for step in again.steps], again.refused) == (
            WORKBOOK.version,
            [],
            (),
        )
        # One version on and nothing new: every formula is already as a new workbook has it.
        later = replace(WORKBOOK, version=WORKBOOK.version + 1)
        assert [step.text for step in _plan(later, sheets).steps] == [
            f"Say that the workbook is of version {later.version}."
        ]


def test_a_new_workbook_needs_nothing() -> None:
    with _built(SMALL) as sheets:
        assert _plan(SMALL, sheets) == Migration(SMALL.version, (), ())


@pytest.mark.parametrize(
    "without",
    [
        {("students", "preferred_name"), ("award", "change"), ("team", "household")},
        {
            ("students", "notes"),
            ("contact_log", "summary"),
            ("settings", "what_it_means"),
            ("award", "change"),
        },
    ],
)
def test_hand_made_older_versions_come_up_to_date(without: set[tuple[str, str]]) -> None:
    titles: dict[tuple[str, str | None], str] = {
        ("team", None): "People",
        ("students", "joined"): "Since",
        ("students", "grade"): "Year",
        ("students", "next_review"): "Review Due",
    }
    renamed = tuple(Renamed(tab, column, old, SMALL.version + 1) for (tab, column), old in titles.items())
    target = _later(without)
    with _built(_small(1, titles, without)) as sheets:
        _lived_in(sheets)  # renames Year to Year Group
        before = _theirs(sheets)
        plan = _plan(target, sheets, renamed)
        assert plan.refused == ()
        sheets.batch(plan.requests)
        lost = _lost(before, _theirs(sheets))
        assert all(row == 0 for _, row, _ in lost)  # headers of ours that have another title now
        layout, problems = layout_from_headers(target, sheets.structure())
        assert problems == ()
        assert layout["team"].title == "Team"
        headers = sheets.values("Students")[0]
        assert headers[layout["students"].columns["joined"]] == "Joined"
        assert headers[layout["students"].columns["grade"]] == "Year Group"
        assert _plan(target, sheets, renamed).steps == ()


def test_formulas_that_changed_are_put_right_and_typed_ones_left() -> None:
    column = SMALL.tab("students").column("days_left")
    changed = replace(column, formula='=IF({name}="","",1)')
    tab = SMALL.tab("students")
    students = replace(tab, columns=tuple(changed if one is column else one for one in tab.columns))
    older = replace(SMALL, tabs=tuple(students if one is tab else one for one in SMALL.tabs))
    with _built(older) as sheets:
        at = [one.key for one in tab.columns].index("days_left")
        sheets.batch([_cell(STUDENTS, 2, at, "by hand")])
        later = replace(SMALL, version=SMALL.version + 1)
        plan = _plan(later, sheets)
        assert [step.column for step in plan.steps] == ["days_left", None]
        sheets.batch(plan.requests)
        shown = sheets.values("Students")
        assert [row[at] == "by hand" for row in shown[1:4]] == [False, True, False]
        assert "1)" not in shown[1][at]


def test_marks_that_were_lost_are_put_back() -> None:
    with _built(SMALL) as sheets:
        lookup = {"metadataKey": "holdfast.column", "metadataValue": "students.grade"}
        forget = {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}
        sheets.batch([forget])
        plan = _plan(SMALL, sheets)
        assert [step.text for step in plan.steps] == [
            "Put back the marks by which Students and its columns are found."
        ]
        sheets.batch(plan.requests)
        assert _plan(SMALL, sheets).steps == ()


def test_what_a_person_took_away_is_not_made_again() -> None:
    with _built(first_workbook()) as sheets:
        at = [one.key for one in first_workbook().tab("students").columns].index("name")
        span = {"sheetId": STUDENTS, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
        sheets.batch([{"deleteDimension": {"range": span}}])
        plan = _plan(SMALL, sheets)
        assert (plan.steps, plan.refused) == ((), ("On the tab Students the column Name is missing.",))


def test_a_tab_that_only_the_service_writes_is_made_again() -> None:
    with _built(SMALL) as sheets:
        gone = next(tab for tab in SMALL.tabs if tab.shape is Shape.SERVICE and tab.key == "sync")
        sheets.batch([{"deleteSheet": {"sheetId": gone.sheet_id}}])
        plan = _plan(SMALL, sheets)
        assert [step.text for step in plan.steps] == ["Add the tab Sync.", "Fill the tab Sync."]
        sheets.batch(plan.requests)
        assert _plan(SMALL, sheets).steps == ()


def test_settings_that_came_later_get_a_blank_row() -> None:
    tab = SMALL.tab("settings")
    fewer = replace(tab, first_rows=tuple(r for r in tab.first_rows if r["setting"] != "Contact gap days"))
    older = replace(SMALL, tabs=tuple(fewer if one is tab else one for one in SMALL.tabs))
    with _built(older) as sheets:
        later = replace(SMALL, version=SMALL.version + 1)
        plan = _plan(later, sheets)
        assert "Add the setting Contact gap days to Settings." in [step.text for step in plan.steps]
        sheets.batch(plan.requests)
        rows = sheets.values("Settings")
        assert [row[1:3] for row in rows if row[1:2] == ["Contact gap days"]] == [["Contact gap days", 14]]


def test_a_newer_workbook_is_refused() -> None:
    with _built(replace(SMALL, version=SMALL.version + 1)) as sheets:
        plan = _plan(SMALL, sheets)
        assert plan.steps == ()
        assert "Update Holdfast first." in plan.refused[0]


def test_a_workbook_that_does_not_say_is_of_the_first_version() -> None:
    said = {"developerMetadata": [{"metadataKey": "holdfast.version", "metadataValue": "3"}]}
    assert (live_version({}), live_version(said)) == (1, 3)


def test_rows_get_colours_in_turn_where_nobody_gave_them_any() -> None:
    with _built(SMALL) as sheets:
        sheets.batch([{"deleteBanding": {"bandedRangeId": STUDENTS}}])
        assert _plan(SMALL, sheets).steps == ()  # a person took them off
        later = replace(SMALL, version=SMALL.version + 1)
        plan = _plan(later, sheets)
        assert next(step.text for step in plan.steps) == "Colour the rows of Students in turn."
        sheets.batch(plan.requests)
        assert _plan(later, sheets).steps == ()
