"""Registers that fill up get further spare rows in time, and every tab that lists their rows follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.flows.importing import import_roster
from sheets_schema.layout import column_letters
from sheets_schema.model import Shape
from sheets_schema.workbook import WORKBOOK
from tests.flows.town import Kept, Town

pytestmark = pytest.mark.slow

STUDENTS, TEAM, LISTS = WORKBOOK.tab("students"), WORKBOOK.tab("team"), WORKBOOK.tab("lists")
GONE = 90  # rows that somebody deleted from every tab that has a line a student, so that few are left
ROWS = {"dimension": "ROWS", "startIndex": 20, "endIndex": 20 + GONE}
LEFT = STUDENTS.capacity - GONE
HERE = 12  # students, which leaves fewer spare rows than may be


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Kept]]:
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
    yield town, town.keep()
    town.world.store.close()


@pytest.fixture
def town(beginning: tuple[Town, Kept]) -> Town:
    town, kept = beginning
    town.put_back(kept)
    return town


def grid(town: Town, tab: str) -> dict[str, Any]:
    fields = "sheets(properties(title),protectedRanges(range),conditionalFormats(ranges),bandedRanges(range))"
    sheets = town.owner.call("GET", f"/v4/spreadsheets/{town.book}", params={"fields": fields})["sheets"]
    found: dict[str, Any] = next(one for one in sheets if one["properties"]["title"] == tab)
    return found


def grid_rows(town: Town, tab: str) -> int:
    asked = {"fields": "sheets.properties(title,gridProperties.rowCount)"}
    sheets = town.owner.call("GET", f"/v4/spreadsheets/{town.book}", params=asked)["sheets"]
    sizes = {one["properties"]["title"]: one["properties"]["gridProperties"]["rowCount"] for one in sheets}
    return int(sizes[tab])


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
    town.rest()
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
    spare = sum(1 for one in town.owner.values(town.book, "Team!A2:A") if one)
    assert 20 < spare < 60
    lines = [f"{n:04},Child {n:04},Parent {n:04},parent{n}@home.test" for n in range(spare + 5)]
    head = "School Number,Name,Parent 1 Name,Parent 1 Email"
    report = import_roster(town.deps, town.caseload.id, "roster.csv", "\n".join([head, *lines]).encode())
    assert (len(report.plan.new), len(report.plan.team)) == (spare + 5, spare + 5)
    assert len([one for one in town.rows("Team") if one["Person"]]) == spare + 5
    again = import_roster(town.deps, town.caseload.id, "roster.csv", "\n".join([head, *lines]).encode())
    assert (again.plan.new, again.plan.team) == ((), ())


def batch(town: Town, *requests: dict[str, Any]) -> None:
    town.owner.call("POST", f"/v4/spreadsheets/{town.book}:batchUpdate", json={"requests": list(requests)})


def fill_up_team(town: Town) -> int:
    """People in every row there is; the number of the last one."""
    bottom = len(ids(town, "Team")) + 1
    town.type("Team", [{"Person": f"Aunt {n:03}", "Role": "guardian"} for n in range(2, bottom)], first=2)
    town.type("Team", [{"Person": "Zoe Last", "Student": "S001"}], first=bottom)
    return bottom


def test_who_was_typed_into_the_last_spare_row_stands_above_the_new_ones(town: Town) -> None:
    heads = town.owner.columns(town.book, "Team")
    theirs = column_letters(max(heads.values()) + 1)
    batch(town, {"appendDimension": {"sheetId": TEAM.sheet_id, "dimension": "COLUMNS", "length": 1}})
    bottom = fill_up_team(town)
    for row, word in ((1, "My Own"), (bottom, "my own word")):
        path = f"/v4/spreadsheets/{town.book}/values/Team!{theirs}{row}"
        town.owner.call("PUT", path, params={"valueInputOption": "RAW"}, json={"values": [[word]]})
    before = ids(town, "Team")
    town.rest()
    after = ids(town, "Team")
    assert after[: len(before)] == before
    assert len(after) == len(set(after)) == len(before) + TEAM.capacity // 2
    last = town.rows("Team")[-1]
    assert (last["#"], last["Person"], last["Name"], last["My Own"]) == (
        bottom,
        "Zoe Last",
        "Pupil 000",
        "my own word",
    )
    path = f"/v4/spreadsheets/{town.book}/values/Team"
    rows = town.owner.call("GET", path, params={"valueRenderOption": "FORMULA"})["values"]
    for column in (column for column in TEAM.columns if column.formula):
        at = heads[column.title]
        filled = {re.sub(rf"([A-Z]){number}\b", r"\1#", row[at]) for number, row in enumerate(rows, 1)}
        assert len(filled - {column.title}) == 1, column.title


def test_a_last_row_with_merged_cells_stays_where_it_is(town: Town) -> None:
    bottom = fill_up_team(town)
    span = {"sheetId": TEAM.sheet_id, "startRowIndex": bottom - 1, "endRowIndex": bottom}
    span |= {"startColumnIndex": 6, "endColumnIndex": 8}
    batch(town, {"mergeCells": {"range": span, "mergeType": "MERGE_ALL"}})
    town.rest()
    last = town.rows("Team")[-1]
    assert (last["#"], last["Person"], last["Name"]) == (
        bottom + TEAM.capacity // 2,
        "Zoe Last",
        "Pupil 000",
    )


@pytest.mark.parametrize("typed", [LISTS.capacity - 20, LISTS.capacity])
def test_lists_grow_and_drop_downs_offer_what_comes_later(town: Town, typed: int) -> None:
    more = LISTS.capacity // 2
    town.type("Lists", [{"Classes": f"Class {n:03}"} for n in range(typed)], first=2)
    said = town.sync().said
    assert f"Lays {more} more spare rows ahead on Lists." in said
    town.rest()
    assert grid_rows(town, "Lists") == LISTS.capacity + 1 + more
    letters = town.column("Lists", "Classes")
    listed = town.owner.values(town.book, f"Lists!{letters}2:{letters}")
    assert [row[0] for row in listed] == [f"Class {n:03}" for n in range(typed)]
    at = town.owner.columns(town.book, "Grade Checks")["Class"]
    offered, _ = rules(town, "Grade Checks", 2)[at]
    end = LISTS.capacity + 1 + more
    assert offered["condition"]["values"] == [{"userEnteredValue": f"=Lists!${letters}$2:${letters}"}]
    assert rules(town, "Lists", end - 1) == rules(town, "Lists", 5)
