"""Registers that fill up get further spare rows in time, and every tab that lists their rows follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.flows.importing import import_roster
from sheets_schema.model import Shape
from sheets_schema.workbook import WORKBOOK
from tests.flows.town import Town

pytestmark = pytest.mark.slow

STUDENTS, TEAM = WORKBOOK.tab("students"), WORKBOOK.tab("team")
GONE = 90  # rows that somebody deleted from every tab that has a line a student, so that few are left
ROWS = {"dimension": "ROWS", "startIndex": 20, "endIndex": 20 + GONE}
LEFT = STUDENTS.capacity - GONE
HERE = 12  # students, which leaves fewer spare rows than may be


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(Path(tmp_path_factory.mktemp("town")))
    town.open()
    gone = [
        {"deleteDimension": {"range": {"sheetId": WORKBOOK.tab(key).sheet_id, **ROWS}}}
        for key in ("students", "award_parts", "workload")
    ]
    rest = {"dimension": "ROWS", "startIndex": 20, "endIndex": TEAM.capacity - 5}
    gone.append({"deleteDimension": {"range": {"sheetId": TEAM.sheet_id, **rest}}})
    town.owner.call("POST", f"/v4/spreadsheets/{town.book}:batchUpdate", json={"requests": gone})
    town.type("Students", [{"Name": f"Pupil {n:03}", "Status": "direct"} for n in range(HERE)], first=2)
    yield town
    town.world.store.close()


def grid(town: Town, tab: str) -> dict[str, Any]:
    fields = "sheets(properties(title),protectedRanges(range),conditionalFormats(ranges),bandedRanges(range))"
    sheets = town.owner.call("GET", f"/v4/spreadsheets/{town.book}", params={"fields": fields})["sheets"]
    found: dict[str, Any] = next(one for one in sheets if one["properties"]["title"] == tab)
    return found


def rules(town: Town, tab: str, row: int) -> list[Any]:
    asked = {
        "ranges": f"'{tab}'!{row}:{row}",
        "fields": "sheets(data(rowData(values(dataValidation,userEnteredFormat))))",
    }
    sheets = town.owner.call("GET", f"/v4/spreadsheets/{town.book}", params=asked)["sheets"]
    return [
        (cell.get("dataValidation"), cell.get("userEnteredFormat"))
        for cell in sheets[0]["data"][0]["rowData"][0]["values"]
    ]


def ids(town: Town, tab: str) -> list[Any]:
    rows = town.owner.values(town.book, f"'{tab}'!A2:A")
    return [row[0] if row else "" for row in rows]


def test_a_register_grows_before_it_is_full_and_a_second_sync_leaves_it(town: Town) -> None:
    report = town.sync()
    assert "Lays 60 more spare rows ahead on Students." in report.said
    assert "Lays 200 more spare rows ahead on Team." in report.said
    town.rest()
    here = ids(town, "Students")
    assert len(here) == len(set(here)) == LEFT + 60
    assert rules(town, "Students", 80) == rules(town, "Students", 15)
    students = grid(town, "Students")
    ends = {one["range"].get("endRowIndex") for one in students["protectedRanges"]}
    ends |= {one["ranges"][0]["endRowIndex"] for one in students["conditionalFormats"]}
    assert ends <= {1, None, LEFT + 61}
    everything = set[Any]()
    for tab in WORKBOOK.tabs:
        if tab.columns and tab.key != "lists" and tab.shape is not Shape.SERVICE:
            got = [one for one in ids(town, tab.title) if one != ""]
            assert not everything & set(got), tab.title
            everything |= set(got)


def test_a_student_in_a_row_that_came_later_counts_like_the_first(town: Town) -> None:
    row = LEFT + 40
    town.type("Students", [{"Name": "Late Comer", "Status": "direct", "Service Level": "Level I"}], first=row)
    town.rest()
    code = town.cell("Students", row, "Code")
    assert code == f"S{ids(town, 'Students')[row - 2]}"
    scores = next(one for one in town.rows("Award Scores") if one["Student"] == code)
    line = next(one for one in town.rows("Award") if one["Student"] == code)
    assert (scores["Name"], line["Name"]) == ("Late Comer", "Late Comer")
    parts = town.owner.values(town.book, "'Award Parts'!A7:B")
    assert [int(one[0]) for one in parts] == list(range(1, len(parts) + 1))
    assert code in [one[1] for one in parts if len(one) > 1]
    listed = town.owner.values(town.book, "Workload!A9:D")
    assert [one for one in listed if one[1:2] == [code]] == [[str(HERE + 1), code, "Late Comer", "1"]]
    town.type("Ratings", [{"Date": town.day(0), "Student": code, "Respect": 4, "Effort": 1}])
    town.rest()
    line = next(one for one in town.rows("Award") if one["Student"] == code)
    assert line["Score"] == 100


def test_a_roster_larger_than_the_room_makes_room_first(town: Town) -> None:
    span = {"sheetId": TEAM.sheet_id, "dimension": "ROWS", "startIndex": 5, "endIndex": 200}
    delete = {"requests": [{"deleteDimension": {"range": span}}]}
    town.owner.call("POST", f"/v4/spreadsheets/{town.book}:batchUpdate", json=delete)
    spare = sum(1 for one in town.owner.values(town.book, "Team!A2:A") if one)
    assert 20 < spare < 60
    lines = [f"{n:04},Child {n:04},Parent {n:04},parent{n}@home.test" for n in range(spare + 5)]
    head = "School Number,Name,Parent 1 Name,Parent 1 Email"
    report = import_roster(town.deps, town.caseload.id, "roster.csv", "\n".join([head, *lines]).encode())
    assert (len(report.plan.new), len(report.plan.team)) == (spare + 5, spare + 5)
    assert len([one for one in town.rows("Team") if one["Person"]]) == spare + 5
    again = import_roster(town.deps, town.caseload.id, "roster.csv", "\n".join([head, *lines]).encode())
    assert (again.plan.new, again.plan.team) == ((), ())
