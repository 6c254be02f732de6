"""The requests: Google's discovery document knows every field, ids are never twice, rows land where meant."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from googleapiclient.discovery_cache import get_static_doc

from sheets_schema.create import create_requests, first_ids, next_free_id
from sheets_schema.formulas import quoted, render
from sheets_schema.layout import column_letters, planned_layout
from sheets_schema.requests import (
    Formula,
    append_rows,
    cells_requests,
    drop_guard_request,
    guard_request,
    replace_requests,
    row_formulas,
)
from sheets_schema.workbook import WORKBOOK

LAYOUT = planned_layout(WORKBOOK)
HOLIDAYS = column_letters(LAYOUT["lists"].columns["holidays"])
SCHEMAS = json.loads(get_static_doc("sheets", "v4"))["schemas"]


def faults(value: Any, schema: dict[str, Any], where: str = "Request") -> list[str]:
    """What in a request the discovery document does not know."""
    schema = SCHEMAS[schema["$ref"]] if "$ref" in schema else schema
    if schema.get("type") == "array":
        return [fault for one in value for fault in faults(one, schema["items"], where + "[]")]
    if "properties" in schema:
        unknown = [f"{where}.{key}" for key in value if key not in schema["properties"]]
        known = [(key, one) for key, one in value.items() if key in schema["properties"]]
        return unknown + [
            fault for key, one in known for fault in faults(one, schema["properties"][key], f"{where}.{key}")
        ]
    kinds = {"string": str, "integer": int, "boolean": bool, "number": (int, float)}
    right = isinstance(value, kinds[schema["type"]]) and value in schema.get("enum", [value])
    return [] if right else [f"{where}: {value!r}"]


@pytest.fixture(scope="module")
def built() -> list[dict[str, Any]]:
    return create_requests(WORKBOOK, time_zone="Europe/Vienna")


def test_google_knows_every_field(built: list[dict[str, Any]]) -> None:
    guards = [guard_request(7), drop_guard_request(7)]
    assert [fault for one in [*built, *guards] for fault in faults(one, {"$ref": "Request"})] == []
    assert all(len(request) == 1 for request in built)


def test_the_build_fits_one_call(built: list[dict[str, Any]]) -> None:
    assert len(json.dumps(built)) < 2_000_000


def test_no_id_is_given_twice(built: list[dict[str, Any]]) -> None:
    marks = [
        one["createDeveloperMetadata"]["developerMetadata"]
        for one in built
        if "createDeveloperMetadata" in one
    ]
    protected = [one["addProtectedRange"]["protectedRange"] for one in built if "addProtectedRange" in one]
    bands = [one["addBanding"]["bandedRange"]["bandedRangeId"] for one in built if "addBanding" in one]
    assert len(set(bands)) == len(bands) == sum(1 for tab in WORKBOOK.tabs if tab.columns)
    sheets = [one["addSheet"]["properties"]["sheetId"] for one in built if "addSheet" in one]
    ids = [*(one["metadataId"] for one in marks), *(one["protectedRangeId"] for one in protected), *sheets]
    assert [number for number, times in Counter(ids).items() if times > 1] == []
    assert all(one["warningOnly"] for one in protected)


def test_spare_rows_carry_ids_that_never_meet() -> None:
    spans = [range(first, first + WORKBOOK.tab(key).capacity) for key, first in first_ids(WORKBOOK).items()]
    numbers = [number for span in spans for number in span]
    assert sorted(numbers) == list(range(1, next_free_id(WORKBOOK)))
    assert first_ids(WORKBOOK)["students"] == 1


def test_metadata_fits_googles_limit(built: list[dict[str, Any]]) -> None:
    sizes: Counter[int] = Counter()
    for one in built:
        mark = one.get("createDeveloperMetadata", {}).get("developerMetadata")
        if mark and "spreadsheet" not in mark["location"]:
            where = mark["location"]
            sheet = where.get("sheetId") or where["dimensionRange"]["sheetId"]
            sizes[sheet] += len(mark["metadataKey"]) + len(mark["metadataValue"])
    assert max(sizes.values()) < 30_000


@pytest.mark.parametrize(
    ("template", "formula"),
    [
        ("={name}", "=$D5"),
        ("={students.code}", "=Students!$B$1:$B"),
        ("={contact_log.date}", "='Contact Log'!$B:$B"),
        ("={contact_log.date:rows}", "='Contact Log'!$B$1:$B"),
        ("={setting:Today}", '=INDEX(Settings!$C$1:$C,MATCH("Today",Settings!$B$1:$B,0))'),
        ("={lists.statuses}", "=Lists!$A$1:$A"),
        ("={lists.holidays}", f"=Lists!${HOLIDAYS}$2:${HOLIDAYS}"),
        ("={award_parts.score}", "='Award Parts'!$BX$1:$BX"),
        ("={award_scores!1}", "='Award Scores'!$A$1:$AD$1"),
    ],
)
def test_references(template: str, formula: str) -> None:
    layout = planned_layout(WORKBOOK)
    place = layout["team"]
    moved = {**place.columns, "name": 3, "person": 5}
    tabs = {**layout.tabs, "team": type(place)("team", 1002, "Team", moved, 401, 14)}
    assert render(template, WORKBOOK, type(layout)(tabs), "team", 5) == formula


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def test_no_range_over_another_tab_ends_in_its_last_row(built: list[dict[str, Any]]) -> None:
    """Google does not make it longer for rows that people add below."""
    ends = {quoted(place.title): place.row_count for place in LAYOUT.tabs.values()}
    texts = [text for text in strings(built) if text.startswith("=")]
    found = [
        (title, int(last))
        for text in texts
        for title, last in re.findall(r"('[^']+'|[A-Za-z]+)!\$[A-Z]+\$\d+:\$[A-Z]+\$(\d+)", text)
    ]
    assert len(texts) > 300
    assert not [(title, last) for title, last in found if last >= ends[title]]


def test_cells_are_written_in_runs_and_nowhere_else() -> None:
    team = WORKBOOK.tab("team")
    requests = cells_requests(LAYOUT, team, 4, {"email": "a@b.test", "person": "=1+1", "household": None})
    starts = [one["updateCells"]["start"] for one in requests]
    assert [(one["rowIndex"], one["columnIndex"]) for one in starts] == [(4, 1), (4, 6)]
    values = requests[0]["updateCells"]["rows"][0]["values"]
    assert values == [
        {"userEnteredValue": {"stringValue": "=1+1"}},
        {"userEnteredValue": {"stringValue": "a@b.test"}},
    ]
    assert requests[1]["updateCells"]["rows"][0]["values"] == [{}]
    assert all(one["updateCells"]["fields"] == "userEnteredValue" for one in requests)


def test_appended_rows_bring_their_formulas() -> None:
    log = WORKBOOK.tab("contact_log")
    rows = [{"id": 5000, "date": date(2026, 1, 5), "student": "S001"}, {"id": 5001}]
    cells = append_rows(WORKBOOK, LAYOUT, log, rows, 10)["appendCells"]["rows"]
    assert cells[0]["values"][:3] == [
        {"userEnteredValue": {"numberValue": 5000}},
        {"userEnteredValue": {"numberValue": 46027}},
        {"userEnteredValue": {"stringValue": "S001"}},
    ]
    named = [row["values"][3]["userEnteredValue"]["formulaValue"] for row in cells]
    assert [text[:12] for text in named] == ['=IF($C11="",', '=IF($C12="",']


def test_a_service_tab_is_replaced_whole() -> None:
    sync = WORKBOOK.tab("sync")
    (request,) = replace_requests(LAYOUT, sync, [{"id": 1, "kind": "did", "what": "x"}], old_row_count=3)
    rows = request["updateCells"]["rows"]
    assert request["updateCells"]["start"] == {"sheetId": 1018, "rowIndex": 1, "columnIndex": 0}
    assert len(rows) == 3
    assert rows[1]["values"] == [{}] * 6
    many = [{"id": number} for number in range(600)]
    grow = replace_requests(LAYOUT, sync, many, old_row_count=0)[0]
    assert grow == {"appendDimension": {"sheetId": 1018, "dimension": "ROWS", "length": 100}}


def test_formulas_of_a_row_leave_out_columns_that_are_gone() -> None:
    team = WORKBOOK.tab("team")
    place = LAYOUT["team"]
    columns = {key: at for key, at in place.columns.items() if key != "acknowledged"}
    layout = type(LAYOUT)({**LAYOUT.tabs, "team": type(place)("team", 1002, "Team", columns, 401, 13)})
    formulas = row_formulas(WORKBOOK, layout, team, 7)
    assert set(formulas) == {"name", "last_contact"}
    assert all(isinstance(one, Formula) for one in formulas.values())


def test_a_service_level_is_chosen_from_the_levels_of_the_scheme_in_force(
    built: list[dict[str, Any]],
) -> None:
    at = LAYOUT["students"].columns["service_level"]
    offered = column_letters(LAYOUT["weight_schemes"].columns["to_choose"])
    rules = [one["setDataValidation"] for one in built if "setDataValidation" in one]
    students = [one for one in rules if one["range"]["sheetId"] == LAYOUT["students"].sheet_id]
    (rule,) = [one["rule"] for one in students if one["range"]["startColumnIndex"] == at]
    assert rule["condition"]["values"] == [{"userEnteredValue": f"='Weight Schemes'!${offered}$2:${offered}"}]
    assert rule["strict"] is False
