"""A live workbook is found and read: by metadata, by title, moved, renamed, doubled, with bad cells."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sheets_schema.layout import COLUMN_KEY, TAB_KEY, column_letters, column_number
from sheets_schema.read import layout_from_headers, planned_layout, read_book, read_tab
from sheets_schema.workbook import WORKBOOK

ZONE = ZoneInfo("UTC")
TEAM = WORKBOOK.tab("team")


def structure(marked: bool = True) -> dict[str, Any]:
    """A spreadsheets.get answer for a new workbook."""
    return {"sheets": [_sheet(tab, marked) for tab in WORKBOOK.tabs]}


def _sheet(tab: Any, marked: bool) -> dict[str, Any]:
    marks = [
        {"developerMetadata": [{"metadataKey": COLUMN_KEY, "metadataValue": f"{tab.key}.{column.key}"}]}
        for column in tab.columns
    ]
    return {
        "properties": {
            "sheetId": tab.sheet_id,
            "title": tab.title,
            "gridProperties": {"rowCount": 50, "columnCount": 60},
        },
        "developerMetadata": [{"metadataKey": TAB_KEY, "metadataValue": tab.key}] if marked else [],
        "data": [
            {
                "columnMetadata": marks if marked else [],
                "rowData": [{"values": [{"formattedValue": column.title} for column in tab.columns]}],
            }
        ],
    }


def _team(live: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in live["sheets"] if one["properties"]["title"] == "Team")
    return found


def test_a_new_workbook_stands_as_planned() -> None:
    layout, problems = layout_from_headers(WORKBOOK, structure())
    assert problems == ()
    assert {key: tab.columns for key, tab in layout.tabs.items()} == {
        key: tab.columns for key, tab in planned_layout(WORKBOOK).tabs.items()
    }


def test_without_metadata_titles_do() -> None:
    layout, problems = layout_from_headers(WORKBOOK, structure(marked=False))
    assert problems == ()
    assert layout["team"].columns["email"] == 2


def test_a_moved_and_renamed_column_is_found_by_its_mark() -> None:
    live = structure()
    data = _team(live)["data"][0]
    data["columnMetadata"].insert(1, data["columnMetadata"].pop(2))
    values = data["rowData"][0]["values"]
    values.insert(1, values.pop(2))
    values[1]["formattedValue"] = "Address"
    layout, problems = layout_from_headers(WORKBOOK, live)
    assert problems == ()
    assert (layout["team"].columns["email"], layout["team"].columns["person"]) == (1, 2)


def test_a_column_of_ones_own_is_extra() -> None:
    live = structure()
    _team(live)["data"][0]["rowData"][0]["values"].append({"formattedValue": "Shoe Size"})
    layout, problems = layout_from_headers(WORKBOOK, live)
    assert problems == ()
    assert layout["team"].extra == {"Shoe Size": len(TEAM.columns)}


def test_a_copied_column_counts_where_its_title_stands() -> None:
    live = structure()
    data = _team(live)["data"][0]
    data["columnMetadata"].append(data["columnMetadata"][2])
    data["rowData"][0]["values"].append({"formattedValue": "Copy"})
    layout, problems = layout_from_headers(WORKBOOK, live)
    assert problems == ()
    assert layout["team"].columns["email"] == 2


def test_missing_and_doubled_headers_are_problems() -> None:
    live = structure(marked=False)
    values = _team(live)["data"][0]["rowData"][0]["values"]
    values[2]["formattedValue"] = "Person"
    _, problems = layout_from_headers(WORKBOOK, live)
    assert [(one.column, one.code) for one in problems] == [
        ("person", "header_doubled"),
        ("email", "column_missing"),
    ]


def test_a_missing_tab_is_a_problem_and_a_renamed_one_is_not() -> None:
    live = structure(marked=False)
    live["sheets"] = [one for one in live["sheets"] if one["properties"]["title"] != "Lists"]
    _team(live)["properties"]["title"] = "People"
    layout, problems = layout_from_headers(WORKBOOK, live)
    assert [(one.tab, one.code) for one in problems] == [("lists", "tab_missing")]
    assert layout["team"].title == "People"


def test_rows_spare_rows_and_bad_cells() -> None:
    layout = planned_layout(WORKBOOK)["team"]
    values = [
        [column.title for column in TEAM.columns],
        [121, "Ana", "ana", "parent", "S001"],
        [122, "", "", "", "", "", "", "", "", False],
        [],
        [123, "Bo"],
    ]
    read = read_tab(TEAM, layout, values, ZONE)
    assert [(row.id, row.index, row.blank) for row in read.rows] == [
        (121, 1, False),
        (122, 2, True),
        (123, 4, False),
    ]
    assert [row["person"] for row in read.filled] == ["Ana", "Bo"]
    assert read.next_index == 5
    (problem,) = read.problems
    assert (problem.row_id, problem.column, problem.code) == (121, "email", "not_an_email")
    assert read.rows[0].faulty == {"email"}


def test_cells_that_name_what_is_not_there() -> None:
    layout = planned_layout(WORKBOOK)
    values = {
        "students": [[], [1, "S001", "Ana"], [2, "S002", ""]],
        "team": [[], [121, "Bo", "", "uncle", "S002"], [122, "Cy", "", "Parent", "S001"]],
        "survey_answers": [[], [900, "2026Q1", "S001", "", 5]],
        "accommodations": [[], [4, "S001", "", "Extra time"]],
        "lists": [[], ["direct", "IEP", "parent"]],
    }
    book = read_book(WORKBOOK, layout, values, ZONE)
    assert [(one.tab, one.row_id, one.code) for one in book.problems] == [
        ("team", 121, "not_in_list"),
        ("team", 121, "unknown_student"),
        ("survey_answers", 900, "unknown_row"),
    ]


def test_column_letters_go_both_ways() -> None:
    for number in (0, 25, 26, 51, 52, 701, 702):
        assert column_number(column_letters(number)) == number
    assert column_letters(26) == "AA"
