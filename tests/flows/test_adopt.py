"""A case manager's own spreadsheet comes in: only when confirmed, whole, and the original stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import requests

from app.errors import Refused
from app.flows.adopt import adopt_spreadsheet, propose_adoption
from app.flows.deps import Deps, gateways
from app.flows.setup import create_caseload
from app.flows.sync import sync_caseload
from app.google.credentials import bearer
from app.google.session import Session
from tests.flows.a_school import BASE, OWNER, School, a_school
from tests.flows.town import Wire

pytestmark = pytest.mark.slow

TITLE = ["Ms Rivera's caseload 2026-27"]
GROUPS = ["", "", "", "", "", "", "Mother", "", "", "", "", "", ""]
HEADER = [
    "Student", "Gr.", "Services", "Plan Type", "Last IEP", "SIS ID", "Name", "Email",
    "Locker", "Locker", "Comments", "Chromebook Tag", "Days",
]  # fmt: skip
ROWS: list[list[Any]] = [
    ["Diallo, Amara", "6", "pull out", "IEP", "2025-11-30", "0042", "Fatou Diallo", "fatou@home.test",
     "12", "A", "likes chess", 881, 1],
    ["Fuentes, Mateo (Teo)", "6", "push in", "ILP", "3/4/2026", "0043", "", "", "14", "", "", "", 2],
    [],
    ["Grade 7"],
    HEADER,
    ["Nora Lind", "7", "monitor", "504", 46010, "0051", "Eva Lind", "not an address", "=1+1", "", "", "", 3],
    ["Total", "", "", "", "", "3", "", "", "", "", "", "", 6],
]  # fmt: skip


EXTRA = [["Name", "School Number", "Home Language", "Grade"], ["Amara Diallo", "0042", "Wolof", "7"]]


def _cell(value: Any) -> dict[str, Any]:
    if value == "" or value is None:
        return {}
    if isinstance(value, str):
        return {"userEnteredValue": {"stringValue": value}}
    look = {"numberFormat": {"type": "DATE", "pattern": "dd.mm.yyyy"}} if value > 40000 else {}
    return {"userEnteredValue": {"numberValue": value}, "userEnteredFormat": look}


def _fill(sheet: int, rows: list[list[Any]]) -> dict[str, Any]:
    fields = "userEnteredValue,userEnteredFormat"
    values = [{"values": [_cell(value) for value in row]} for row in rows]
    start = {"sheetId": sheet, "rowIndex": 0, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": values, "fields": fields}}


def _messy(school: School) -> str:
    spreadsheet = school.new_spreadsheet()
    mother = {"startRowIndex": 2, "endRowIndex": 3, "startColumnIndex": 6, "endColumnIndex": 8}
    title = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 5}
    hidden = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 11, "endIndex": 12}
    more = {"title": "Extra info", "sheetId": 7}
    ideas = {"title": "Ideas", "sheetId": 8}
    school.batch(
        spreadsheet,
        [
            _fill(0, [TITLE, [], GROUPS, HEADER, *ROWS]),
            {"mergeCells": {"range": {"sheetId": 0, **title}, "mergeType": "MERGE_ALL"}},
            {"mergeCells": {"range": {"sheetId": 0, **mother}, "mergeType": "MERGE_ALL"}},
            {
                "updateDimensionProperties": {
                    "range": hidden,
                    "properties": {"hiddenByUser": True},
                    "fields": "hiddenByUser",
                }
            },
            {"addSheet": {"properties": more}},
            {"addSheet": {"properties": ideas}},
            _fill(7, EXTRA),
        ],
    )
    return spreadsheet


def test_a_proposal_names_each_column_and_changes_nothing() -> None:
    school = a_school()
    spreadsheet = _messy(school)
    before = school.grid(spreadsheet)
    proposal = propose_adoption(school.deps, OWNER, spreadsheet, "Europe/Zurich", None)
    assert school.grid(spreadsheet) == before
    assert school.deps.store.caseloads.list() == ()
    main = proposal.tabs[0]
    assert {one.title: one.becomes for one in main.columns} == {
        "Student": "Students · Name",
        "Gr.": "Students · Grade",
        "Services": "Students · Status",
        "Plan Type": "Students · Plan",
        "Last IEP": "Students · Last Review",
        "SIS ID": "Students · School Number",
        "Mother Name": "Team · parent, person",
        "Mother Email": "Team · parent, email",
        "Locker": "own column at the end of Students",
        "Comments": "Students · Notes",
        "Chromebook Tag": "own column at the end of Students",
        "Days": "own column at the end of Students",
    }
    by_title = {one.title: one for one in main.columns}
    assert by_title["Services"].reason == "its values are the statuses of Lists"
    assert by_title["Services"].confidence < by_title["Student"].confidence
    assert "hidden in the original" in by_title["Chromebook Tag"].reason
    assert main.left_out == (
        (8, "it is a heading between the rows."),
        (9, "it repeats the header."),
        (11, "it is a line of totals."),
    )
    assert [line.number for line in main.lines] == [5, 6, 10]
    assert proposal.left.keys() == {"Ideas"}
    text = "\n".join(proposal.lines())
    assert "--confirm" in text
    assert "Diallo" not in text


def test_everything_typed_comes_along_and_the_original_stays() -> None:
    school = a_school()
    spreadsheet = _messy(school)
    before = school.grid(spreadsheet)
    report = adopt_spreadsheet(school.deps, OWNER, "Learning support", "Europe/Zurich", spreadsheet, None)
    assert report.untouched
    assert school.grid(spreadsheet) == before
    rows = {row["Name"]: row for row in school.table(report.spreadsheet_id, "Students") if row.get("Name")}
    assert set(rows) == {"Amara Diallo", "Mateo Fuentes", "Nora Lind"}
    amara, mateo, nora = rows["Amara Diallo"], rows["Mateo Fuentes"], rows["Nora Lind"]
    assert (amara["School Number"], amara["Status"], amara["Plan"]) == ("0042", "direct", "IEP")
    assert (amara["Last Review"], nora["Last Review"]) == ("2025-11-30", "2025-12-19")
    assert (amara["Language"], amara["Grade"]) == ("Wolof", "6")
    assert amara["Notes"] == "likes chess\nGrade: 7"
    assert (mateo["Preferred Name"], mateo["Last Review"]) == ("Teo", "")
    assert mateo["Notes"] == "Last IEP: 3/4/2026"
    assert nora["Notes"] == "Mother Email: not an address"
    own = ("Locker", "Locker (2)", "Chromebook Tag", "Days")
    assert [amara[key] for key in own] == ["12", "A", "881", "1"]
    assert nora["Locker"] == "=1+1"
    team = [row for row in school.table(report.spreadsheet_id, "Team") if row.get("Person")]
    assert [(row["Person"], row["Email"], row["Role"]) for row in team] == [
        ("Fatou Diallo", "fatou@home.test", "parent"),
        ("Eva Lind", "", "parent"),
    ]
    assert len(report.problems) == 3
    assert all("Diallo" not in text for text in report.problems)
    for _ in range(2):  # until somebody clears the lines
        assert sync_caseload(school.deps, report.caseload, full=True).outcome == "ok"
        told = [
            row["What"] for row in school.table(report.spreadsheet_id, "Sync") if row["Kind"] == "problem"
        ]
        assert [text for text in report.problems if not any(text in line for line in told)] == []


def test_what_was_adopted_syncs_and_keeps_its_own_columns() -> None:
    school = a_school()
    report = adopt_spreadsheet(school.deps, OWNER, "Learning support", "Europe/Zurich", _messy(school), "dmy")
    assert sync_caseload(school.deps, report.caseload, full=True).outcome == "ok"
    rows = {row["Name"]: row for row in school.table(report.spreadsheet_id, "Students") if row.get("Name")}
    assert rows["Mateo Fuentes"]["Last Review"] == "2026-04-03"
    assert rows["Amara Diallo"]["Chromebook Tag"] == "881"


def test_the_same_spreadsheet_is_brought_in_once() -> None:
    school = a_school()
    spreadsheet = _messy(school)
    first = adopt_spreadsheet(school.deps, OWNER, "Learning support", "Europe/Zurich", spreadsheet, None)
    with pytest.raises(Refused, match=f"into caseload {first.caseload} "):
        adopt_spreadsheet(school.deps, OWNER, "Another", "Europe/Zurich", spreadsheet, None)
    assert len(school.deps.store.caseloads.list()) == 1


def _stopped_after(school: School, batches: int) -> Deps:
    """Everything ends once so many batches have been applied."""
    wire = Wire(school.outside.get_adapter(BASE))
    left = batches

    def stop(request: requests.PreparedRequest) -> None:
        nonlocal left
        left -= str(request.url).partition("?")[0].endswith(":batchUpdate")
        if not left:
            raise KeyboardInterrupt

    wire.after = stop
    return replace(
        school.deps, connect=lambda one: gateways(Session(bearer(one), BASE, account=one, adapter=wire))
    )


@pytest.mark.parametrize("batches", [1, 2, 3])  # the workbook, its rows, the own columns
def test_an_interrupted_adoption_is_finished(batches: int) -> None:
    school = a_school()
    spreadsheet = _messy(school)
    deps = _stopped_after(school, batches)
    with pytest.raises(KeyboardInterrupt):
        adopt_spreadsheet(deps, OWNER, "Learning support", "Europe/Zurich", spreadsheet, None)
    report = adopt_spreadsheet(school.deps, OWNER, "Learning support", "Europe/Zurich", spreadsheet, None)
    assert len(school.deps.store.caseloads.list()) == 1
    rows = {row["Name"]: row for row in school.table(report.spreadsheet_id, "Students") if row.get("Name")}
    assert set(rows) == {"Amara Diallo", "Mateo Fuentes", "Nora Lind"}
    own = ("Locker", "Locker (2)", "Chromebook Tag", "Days")
    assert [rows["Amara Diallo"][key] for key in own] == ["12", "A", "881", "1"]
    assert "Locker (3)" not in rows["Amara Diallo"]


def test_a_workbook_of_holdfast_is_not_adopted() -> None:
    school = a_school()
    made = create_caseload(school.deps, OWNER, "Learning support", "Europe/Zurich")
    with pytest.raises(Refused, match="already"):
        propose_adoption(school.deps, OWNER, made.spreadsheet_id, "Europe/Zurich", None)


def test_a_spreadsheet_without_students_makes_nothing() -> None:
    school = a_school()
    spreadsheet = school.new_spreadsheet()
    school.batch(spreadsheet, [_fill(0, [["shopping"], ["tea"]])])
    with pytest.raises(Refused, match="nothing was made"):
        adopt_spreadsheet(school.deps, OWNER, "Learning support", "Europe/Zurich", spreadsheet, None)
    assert school.deps.store.caseloads.list() == ()
