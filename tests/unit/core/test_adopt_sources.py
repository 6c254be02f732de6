"""A download and a grid with the same in them are the same tabs; hidden things are told."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from app.core.adopt_sources import tabs_of_file, tabs_of_grid
from app.core.roster.values import UnreadableError

DAY = {"numberFormat": {"type": "DATE"}}
GRID: list[list[Any]] = [
    [{"stringValue": "Parent"}, {}, {}, {}],
    [{"stringValue": "Name"}, {"stringValue": "Email"}, {"stringValue": "Seen"}, {"stringValue": "Share"}],
    [{"stringValue": "Ana"}, {}, {"numberValue": 46010}, {"numberValue": 0.5}],
    [{"boolValue": True}, {"stringValue": "=1+1"}, {"numberValue": 7.0}, {"stringValue": ""}],
]


def of_grid() -> dict[str, Any]:
    rows = [{"values": [{"effectiveValue": cell} for cell in line]} for line in GRID]
    rows[2]["values"][2]["effectiveFormat"] = DAY
    merge = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 2}
    hidden = [{}, {}, {}, {"hiddenByUser": True}]
    chart = {"properties": {"title": "Chart", "sheetType": "OBJECT"}}
    sheet = {
        "properties": {"title": "List", "hidden": True},
        "data": [{"rowData": rows, "columnMetadata": hidden}],
        "merges": [merge],
    }
    return {"sheets": [sheet, chart]}


def of_file() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "List"
    seen = datetime(2025, 12, 19, 8, 30, tzinfo=UTC).replace(tzinfo=None)  # a sheet's times have no zone
    lines: list[list[Any]] = [
        ["Parent", None, None, None],
        ["Name", "Email", "Seen", "Share"],
        ["Ana", None, seen, 0.5],
        [True, None, 7.0, ""],
    ]
    for line in lines:
        sheet.append(line)
    sheet["B4"].value = "=1+1"
    sheet["B4"].data_type = "s"  # typed as text, as the grid has it
    sheet.merge_cells("A1:B1")
    sheet.column_dimensions["D"].hidden = True
    book.create_sheet("Shown")
    sheet.sheet_state = "hidden"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_download_is_read_as_the_grid_is() -> None:
    ((grid,), (file, _)) = tabs_of_grid(of_grid()), tabs_of_file("list.xlsx", of_file())
    assert grid == file
    assert (file.hidden, file.hidden_columns) == (True, frozenset({3}))
    assert file.lines[0].cells[:2] == ["Parent", "Parent"]
    assert file.lines[2].cells == ["Ana", None, date(2025, 12, 19), 0.5]
    assert file.lines[3].cells == [True, "=1+1", 7, None]


@pytest.mark.parametrize("data", [b"", b"PK", b"name,grade", bytes.fromhex("d0cf11e0a1b11ae1")])
def test_what_is_no_xlsx_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"\.$"):
        tabs_of_file("list.xlsx", data)
