"""Sheets v4: what happens to everything on a sheet when lines and blocks move; through Google's client."""

from typing import Any

import pytest

from tests.contract.conftest import Google
from tests.contract.sheets_of import Book, grid, lines, new_book, refused


@pytest.fixture
def book(google: Google) -> Book:
    return new_book(google, "Sheet1", "Other")


def insert(dimension: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    return {"insertDimension": {"range": lines(dimension, start, end), **more}}


def test_inserted_rows_stretch_what_they_fall_into(book: Book) -> None:
    book.type("A1", ["1"], ["2"], ["3"])
    book.type("C1", ["=SUM(A1:A3)+A3"], ["=SUM(A2:A)"], ["=SUM(A:A)-C5"])
    book.type("Other!A1", ["=Sheet1!A3"])
    book.batch(insert("ROWS", 1, 3))
    assert book.formulas("C1:C5") == [["=SUM(A1:A5)+A5"], [], [], ["=SUM(A4:A)"], ["=SUM(A:A)-C7"]]
    assert book.formulas("Other!A1") == [["=Sheet1!A5"]]
    assert book.sheet()["properties"]["gridProperties"]["rowCount"] == 22


def test_deleted_rows_shrink_ranges_and_leave_ref_errors(book: Book) -> None:
    book.type("A1", ["1"], ["2"], ["3"], ["=SUM(A1:A3)"], ["=A1"])
    book.batch({"deleteDimension": {"range": lines("ROWS", 0, 1)}})
    assert book.formulas("A3:A4") == [["=SUM(A1:A2)"], ["=#REF!"]]
    assert book.read("A3:A4") == [["5"], ["#REF!"]]


def test_an_inserted_row_looks_like_its_neighbour(book: Book) -> None:
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}, "dataValidation": CHECK_BOX}
    fields = "userEnteredFormat,dataValidation"
    book.batch({"repeatCell": {"range": grid(1, 2, 0, 1), "cell": bold, "fields": fields}})
    book.batch(insert("ROWS", 2, 3, inheritFromBefore=True), insert("ROWS", 1, 2))
    assert [bool(book.cell(f"A{row}")) for row in (1, 2, 3, 4, 5)] == [False, True, True, True, False]
    assert book.cell("A4")["dataValidation"] == CHECK_BOX
    assert refused(book.batch, insert("ROWS", 0, 1, inheritFromBefore=True))[0] == 400


CHECK_BOX: dict[str, Any] = {"condition": {"type": "BOOLEAN"}}


def test_everything_tied_to_rows_goes_along(book: Book) -> None:
    names = {"name": "Names", "range": grid(2, 4, 0, 1)}
    row = {"dimensionRange": lines("ROWS", 2, 3)}
    mark = {"metadataKey": "r", "metadataId": 6, "location": row, "visibility": "DOCUMENT"}
    rule = {"condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=Sheet1!$A$3:$A$4"}]}}
    book.batch(
        {"addNamedRange": {"namedRange": names}},
        {"createDeveloperMetadata": {"developerMetadata": mark}},
        {"addProtectedRange": {"protectedRange": {"range": grid(2, 4, 0, 1)}}},
        {"mergeCells": {"range": grid(2, 4, 1, 3), "mergeType": "MERGE_ALL"}},
        {"setBasicFilter": {"filter": {"range": grid(1, 5, 0, 1)}}},
        {"setDataValidation": {"range": grid(0, 1, 0, 1, sheet=1), "rule": rule}},
        {"updateDimensionProperties": {
            "range": lines("ROWS", 2, 3), "properties": {"pixelSize": 50}, "fields": "pixelSize"}},
        insert("ROWS", 0, 2),
        {"deleteDimension": {"range": lines("ROWS", 5, 6)}},
    )  # fmt: skip
    found = book.get(includeGridData=True)
    sheet = found["sheets"][0]
    short = {"startRowIndex": 4, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 1}
    assert found["namedRanges"][0]["range"] == short
    assert sheet["protectedRanges"][0]["range"] == short
    assert sheet["merges"] == [{**short, "startColumnIndex": 1, "endColumnIndex": 3}]
    assert sheet["basicFilter"]["range"] == {**short, "startRowIndex": 3, "endRowIndex": 6}
    assert sheet["data"][0]["rowMetadata"][4]["pixelSize"] == 50
    assert sheet["data"][0]["rowMetadata"][4]["developerMetadata"][0]["metadataId"] == 6
    kept = book.cell("Other!A1")["dataValidation"]["condition"]["values"][0]
    assert kept["userEnteredValue"] == "=Sheet1!$A$5:$A$5"


def test_a_moved_column_takes_its_references_along(book: Book) -> None:
    book.type("A1", ["a", "b", "c", "=B1&A1"])
    book.batch({"moveDimension": {"source": lines("COLUMNS", 0, 1), "destinationIndex": 3}})
    assert book.read("A1:D1") == [["b", "c", "a", "ba"]]
    assert book.formulas("D1") == [["=A1&C1"]]


def test_sorting_puts_numbers_first_and_blanks_last(book: Book) -> None:
    book.type("A1", ["b", "1"], ["", "2"], ["10", "3"], ["TRUE", "4"], ["2", "5"], ["A", "6"])
    specs = [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]
    book.batch({"sortRange": {"range": grid(0, 6, 0, 2), "sortSpecs": specs}})
    assert book.raw("A1:B6") == [[2, 5], [10, 3], ["A", 6], ["b", 1], [True, 4], ["", 2]]
    specs[0]["sortOrder"] = "DESCENDING"
    book.batch({"sortRange": {"range": grid(0, 6, 0, 2), "sortSpecs": specs}})
    assert book.raw("B1:B6") == [[4], [1], [6], [3], [5], [2]]


def test_sorted_rows_keep_their_own_formulas(book: Book) -> None:
    book.type("A1", ["3", "=A1*10", "=$A$1"], ["1", "=A2*10", "=$A$1"])
    specs = [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]
    book.batch({"sortRange": {"range": grid(0, 2, 0, 3), "sortSpecs": specs}})
    assert book.formulas("A1:C2") == [[1, "=A1*10", "=$A$1"], [3, "=A2*10", "=$A$1"]]
    assert book.raw("B1:B2") == [[10], [30]]


def test_copy_paste_tiles_and_shifts(book: Book) -> None:
    book.type("A1", ["1", "=A1+1"], ["5", "=A2+1"])
    book.batch({"copyPaste": {"source": grid(0, 2, 0, 2), "destination": grid(4, 8, 2, 4)}})
    assert book.formulas("C5:D8") == [[1, "=C5+1"], [5, "=C6+1"], [1, "=C7+1"], [5, "=C8+1"]]
    values = {"source": grid(0, 2, 0, 2), "destination": grid(10, 11, 0, 1), "pasteType": "PASTE_VALUES"}
    book.batch({"copyPaste": {**values, "pasteOrientation": "TRANSPOSE"}})
    assert book.formulas("A11:B12") == [[1, 5], [2, 6]]


def test_cut_paste_is_followed_by_whoever_named_the_block(book: Book) -> None:
    book.type("A1", ["1", "=A1*2"])
    book.type("A5", ["=SUM(A1:B1)", "=A1"])
    book.batch({"cutPaste": {"source": grid(0, 1, 0, 2), "destination": {"sheetId": 1, "rowIndex": 2}}})
    assert book.formulas("Other!A3:B3") == [[1, "=A3*2"]]
    assert book.formulas("A5:B5") == [["=SUM(Other!A3:B3)", "=Other!A3"]]
    assert book.raw("A5:B5") == [[3, 1]]
    assert book.read("A1:B1") == []


def test_inserted_and_deleted_cells_shift_their_columns_only(book: Book) -> None:
    book.type("A1", ["1", "x"], ["2", "y"], ["3", "z"])
    book.type("D1", ["=SUM(A1:A3)", "=SUM(A1:B3)", "=A3"])
    book.batch({"insertRange": {"range": grid(1, 2, 0, 1), "shiftDimension": "ROWS"}})
    assert book.read("A1:B4") == [["1", "x"], ["", "y"], ["2", "z"], ["3"]]
    assert book.formulas("D1:F1") == [["=SUM(A1:A4)", "=SUM(A1:B3)", "=A4"]]
    book.batch({"deleteRange": {"range": grid(0, 1, 0, 1), "shiftDimension": "ROWS"}})
    assert book.read("A1:B3") == [["", "x"], ["2", "y"], ["3", "z"]]
    assert book.formulas("D1:F1") == [["=SUM(A1:A3)", "=SUM(A1:B3)", "=A3"]]


def test_merges_cover_and_are_undone(book: Book) -> None:
    book.type("A1", ["", "b"], ["c", "d"])
    book.batch({"mergeCells": {"range": grid(0, 2, 0, 2), "mergeType": "MERGE_ALL"}})
    assert book.read("A1:B2") == [["b"]]
    overlapping = {"mergeCells": {"range": grid(1, 3, 1, 3), "mergeType": "MERGE_ALL"}}
    assert refused(book.batch, overlapping)[0] == 400
    book.batch({"unmergeCells": {"range": grid(0, 5, 0, 5)}})
    assert "merges" not in book.sheet()


def test_groups_hidden_lines_and_sizes(book: Book) -> None:
    assert book.reply({"addDimensionGroup": {"range": lines("ROWS", 1, 4)}})["dimensionGroups"] == [
        {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 4}, "depth": 1}
    ]
    hide = {"range": lines("COLUMNS", 0, 1), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    book.batch({"updateDimensionProperties": hide}, insert("COLUMNS", 0, 1))
    columns = book.sheet(includeGridData=True)["data"][0]["columnMetadata"]
    assert [bool(column.get("hiddenByUser")) for column in columns[:3]] == [False, True, False]
    book.batch({"deleteDimensionGroup": {"range": lines("ROWS", 1, 4)}})
    assert "rowGroups" not in book.sheet()


def test_frozen_rows_grow_and_shrink(book: Book) -> None:
    properties = {"sheetId": 0, "gridProperties": {"frozenRowCount": 2}}
    freeze = {"properties": properties, "fields": "gridProperties.frozenRowCount"}
    book.batch({"updateSheetProperties": freeze}, insert("ROWS", 1, 2))
    assert book.sheet()["properties"]["gridProperties"]["frozenRowCount"] == 3
    book.batch({"deleteDimension": {"range": lines("ROWS", 0, 2)}})
    assert book.sheet()["properties"]["gridProperties"]["frozenRowCount"] == 1


def test_out_of_bounds_is_refused(book: Book) -> None:
    for request in (
        {"deleteDimension": {"range": lines("ROWS", 0, 20)}},
        {"deleteDimension": {"range": lines("ROWS", 30, 31)}},
        {"insertDimension": {"range": lines("ROWS", 25, 26)}},
        {"updateCells": {"range": grid(0, 30, 0, 1), "fields": "note"}},
        {"mergeCells": {"range": grid(0, 1, 0, 1, sheet=5)}},
        {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 10_000_000}},
    ):
        assert refused(book.batch, request)[0] == 400


def test_a_range_left_open_below_reaches_the_last_row_whatever_comes_later(book: Book) -> None:
    book.type("A1", ["x", "1"], ["y", "2"], ["x"])
    book.type("D1", ['=SUMPRODUCT(($A$1:$A="x")*($B$1:$B<>""))', '=COUNTIF($A$2:$A,"x")', "=SUM(A$1:B$3)"])
    assert book.raw("D1:F1") == [[1, 1, 3]]
    book.batch({"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 500}})
    book.type("A515", ["x", "5"])
    assert book.raw("D1:F1") == [[2, 2, 3]]
    book.batch({"insertDimension": {"range": lines("ROWS", 0, 1), "inheritFromBefore": False}})
    assert book.formulas("E2") == [['=COUNTIF($A$3:$A,"x")']]
