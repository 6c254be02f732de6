"""`migrate` end to end: a caseload of an older version, in use, is brought up to date and syncs on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.flows.importing import import_roster
from app.flows.migrate import migrate_caseload
from app.flows.setup import create_caseload
from app.flows.sync import sync_caseload
from sheets_schema.layout import VERSION_ID
from sheets_schema.model import Workbook
from sheets_schema.workbook import WORKBOOK
from tests.flows.a_school import BASE, OWNER, School, a_school

pytestmark = pytest.mark.slow
ROSTER = b"""School Number,Name,Grade,Last Review,Mother
001,Amara Diallo,6,2025-11-30,Fatou Diallo
002,Mateo Fuentes,6,2025-12-05,
"""
TEAM, STUDENTS = WORKBOOK.tab("team"), WORKBOOK.tab("students")


@pytest.fixture
def school() -> School:
    return a_school()


def _older(school: School) -> tuple[int, str]:
    """A caseload whose workbook lacks a column of Team."""
    made = create_caseload(school.deps, OWNER, "Learning support", "Europe/Zurich")
    import_roster(school.deps, made.id, "roster.csv", ROSTER)
    at = [column.key for column in TEAM.columns].index("household")
    span = {"sheetId": TEAM.sheet_id, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}
    school.batch(made.spreadsheet_id, [{"deleteDimension": {"range": span}}])
    return made.id, made.spreadsheet_id


def _newer() -> Workbook:
    household = replace(TEAM.column("household"), since=WORKBOOK.version + 1)
    columns = tuple(household if one.key == "household" else one for one in TEAM.columns)
    tabs = tuple(replace(TEAM, columns=columns) if one is TEAM else one for one in WORKBOOK.tabs)
    return replace(WORKBOOK, version=WORKBOOK.version + 1, tabs=tabs)


def test_an_older_caseload_is_brought_up_to_date_once(school: School) -> None:
    caseload, spreadsheet = _older(school)
    before = school.entered(spreadsheet)
    tried = migrate_caseload(school.deps, caseload, dry_run=True, workbook=_newer())
    assert school.entered(spreadsheet) == before
    assert tried.lines()[0] == "Nothing was written. A migration would do this:"
    assert "Add the column Household to Team." in tried.lines()
    done = migrate_caseload(school.deps, caseload, workbook=_newer())
    assert done.written
    assert done.json()["steps"] == tried.json()["steps"]
    people = [row for row in school.table(spreadsheet, "Team") if row.get("Person")]
    assert [(row["Person"], row["Household"]) for row in people] == [("Fatou Diallo", "")]
    again = migrate_caseload(school.deps, caseload, workbook=_newer())
    assert (again.written, again.migration.steps) == (False, ())


def test_a_fresh_workbook_needs_nothing_and_a_migrated_one_syncs(school: School) -> None:
    made = create_caseload(school.deps, OWNER, "Learning support", "Europe/Zurich")
    assert migrate_caseload(school.deps, made.id).lines() == [
        f"The workbook is of version {WORKBOOK.version}; there is nothing to do."
    ]
    import_roster(school.deps, made.id, "roster.csv", ROSTER)
    later = replace(WORKBOOK, version=WORKBOOK.version + 1)
    assert migrate_caseload(school.deps, made.id, workbook=later).written
    assert sync_caseload(school.deps, made.id, full=True).outcome == "ok"
    rows = school.table(made.spreadsheet_id, "Students")
    assert [row["Name"] for row in rows if row.get("Name")] == ["Amara Diallo", "Mateo Fuentes"]


def test_an_older_workbook_waits_for_its_migration(school: School) -> None:
    made = create_caseload(school.deps, OWNER, "Learning support", "Europe/Zurich")
    assert sync_caseload(school.deps, made.id, full=True).outcome == "ok"
    _say(school, made.spreadsheet_id, WORKBOOK.version - 1)
    before = school.entered(made.spreadsheet_id)
    report = sync_caseload(school.deps, made.id, full=True)
    assert report.outcome == "refused"
    assert f"python -m app migrate {made.id}" in report.said[0]
    assert school.entered(made.spreadsheet_id) == before
    assert migrate_caseload(school.deps, made.id).lines() == [
        "Done:",
        f"Say that the workbook is of version {WORKBOOK.version}.",
    ]
    assert sync_caseload(school.deps, made.id, full=True).outcome == "ok"


def _say(school: School, spreadsheet: str, version: int) -> None:
    change = {
        "dataFilters": [{"developerMetadataLookup": {"metadataId": VERSION_ID}}],
        "developerMetadata": {"metadataValue": str(version)},
        "fields": "metadataValue",
    }
    school.batch(spreadsheet, [{"updateDeveloperMetadata": change}])


def test_a_newer_workbook_and_a_missing_column_are_refused(school: School) -> None:
    caseload, spreadsheet = _older(school)
    missing = migrate_caseload(school.deps, caseload)
    assert missing.lines() == ["Nothing was changed.", "On the tab Team the column Household is missing."]
    _say(school, spreadsheet, WORKBOOK.version + 5)
    assert "Update Holdfast first." in migrate_caseload(school.deps, caseload).lines()[1]


def _below(column: str) -> dict[str, int]:
    at = [one.key for one in STUDENTS.columns].index(column)
    span = {"sheetId": STUDENTS.sheet_id, "startRowIndex": 1, "endRowIndex": STUDENTS.capacity + 1}
    return span | {"startColumnIndex": at, "endColumnIndex": at + 1}


def _rules(school: School, spreadsheet: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What may be typed in the last row of Students, column by column, and the conditional formats of Due."""
    fields = "sheets(conditionalFormats,data(rowData(values(dataValidation(condition)))))"
    asked = {"ranges": f"Students!{STUDENTS.capacity}:{STUDENTS.capacity}", "fields": fields}
    (sheet,) = school.outside.get(f"{BASE}/v4/spreadsheets/{spreadsheet}", params=asked).json()["sheets"]
    cells = sheet["data"][0]["rowData"][0]["values"]
    keys = [one.key for one in STUDENTS.columns]
    allowed = {key: cell.get("dataValidation") for key, cell in zip(keys, cells, strict=False)}
    colours = [{**one, "index": at} for at, one in enumerate(sheet["conditionalFormats"])]
    return allowed, [one for one in colours if one["ranges"] == [_below("due")]]


def _recoloured(index: int, formula: str, look: dict[str, Any]) -> dict[str, Any]:
    when = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
    rule = {"ranges": [_below("due")], "booleanRule": {"condition": when, "format": look}}
    return {"updateConditionalFormatRule": {"index": index, "rule": rule, "sheetId": STUDENTS.sheet_id}}


def _of(rule: dict[str, Any]) -> tuple[str, int]:
    """The formula of a conditional format, and how red it is."""
    said = rule["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
    return str(said), round(100 * rule["booleanRule"]["format"]["backgroundColorStyle"]["rgbColor"]["red"])


def _allow(column: str, kind: str, value: str) -> dict[str, Any]:
    rule = {"condition": {"type": kind, "values": [{"userEnteredValue": value}]}}
    return {"setDataValidation": {"range": _below(column), "rule": rule}}


def test_drop_downs_and_colours_follow_and_a_persons_own_stay(school: School) -> None:
    made = create_caseload(school.deps, OWNER, "Learning support", "Europe/Zurich")
    allowed, colours = _rules(school, made.spreadsheet_id)
    theirs, older = colours[0], colours[1]
    dark = {"backgroundColorStyle": {"rgbColor": {"red": 0.2}}}
    changes = [
        {"setDataValidation": {"range": _below("service_level")}},
        _allow("plan", "ONE_OF_RANGE", "=Lists!$A$2:$A$90"),
        _allow("status", "ONE_OF_LIST", "7b"),
        _allow("graduation_path", "ONE_OF_RANGE", "='My tab'!$A$2:$A$90"),
        _recoloured(theirs["index"], _of(theirs)[0], dark),
        _recoloured(older["index"], "=1>2", older["booleanRule"]["format"]),
    ]
    school.batch(made.spreadsheet_id, [{"addSheet": {"properties": {"title": "My tab"}}}, *changes])
    chosen, _ = _rules(school, made.spreadsheet_id)
    later = replace(WORKBOOK, version=WORKBOOK.version + 1)
    before = school.entered(made.spreadsheet_id)["values"]
    assert migrate_caseload(school.deps, made.id, workbook=later).lines()[1:] == [
        "Take the outdated colours off Students.",
        "Say anew what may be typed in Plan on Students.",
        "Colour Due on Students anew.",
        "Say anew what may be typed in Service Level on Students.",
        f"Say that the workbook is of version {later.version}.",
    ]
    assert school.entered(made.spreadsheet_id)["values"] == before
    now, coloured = _rules(school, made.spreadsheet_id)
    assert now == {**allowed, "status": chosen["status"], "graduation_path": chosen["graduation_path"]}
    assert {_of(rule) for rule in coloured} == {(_of(theirs)[0], 20), *map(_of, colours[1:])}
    again = replace(later, version=later.version + 1)
    assert migrate_caseload(school.deps, made.id, workbook=again).lines()[1:] == [
        f"Say that the workbook is of version {again.version}."
    ]
