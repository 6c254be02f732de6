"""Sheets v4, spreadsheets.batchUpdate: tabs, cells, rules, charts, tables; through Google's client."""

import io
from typing import Any

import openpyxl
import pytest

from tests.contract.conftest import Google
from tests.contract.sheets_of import Book, grid, lines, new_book, refused


@pytest.fixture
def book(google: Google) -> Book:
    return new_book(google, "Sheet1", "Other")


def test_one_bad_request_and_nothing_happened(book: Book) -> None:
    good = {"updateCells": {"range": grid(0, 1, 0, 1), "rows": [value("x")], "fields": "userEnteredValue"}}
    status, message = refused(book.batch, good, {"addSheet": {"properties": {"title": "sheet1"}}})
    assert status == 400
    taken = 'A sheet with the name "sheet1" already exists. Please enter another name.'
    assert message == f"Invalid requests[1].addSheet: {taken}"
    assert book.read("A1") == []


def value(*texts: Any) -> dict[str, Any]:
    return {"values": [{"userEnteredValue": {"stringValue": text}} for text in texts]}


def test_exactly_one_kind_a_request(book: Book) -> None:
    assert refused(book.batch, {})[1].startswith("Invalid requests[0]")
    two = {"deleteSheet": {"sheetId": 1}, "clearBasicFilter": {"sheetId": 0}}
    assert refused(book.batch, two)[0] == 400
    assert refused(book.batch) == (400, "Must specify at least one request.")


def test_what_is_not_served_says_so(book: Book) -> None:
    status, message = refused(book.batch, {"textToColumns": {"source": grid(0, 1, 0, 1)}})
    assert status == 501
    assert "textToColumns" in message


def test_a_caller_chooses_sheet_ids(book: Book) -> None:
    made = book.reply({"addSheet": {"properties": {"title": "New", "sheetId": 77, "index": 1}}})
    assert made["properties"]["sheetId"] == 77
    assert [s["properties"]["title"] for s in book.get()["sheets"]] == ["Sheet1", "New", "Other"]
    assert refused(book.batch, {"addSheet": {"properties": {"title": "Again", "sheetId": 77}}})[0] == 400


def test_renaming_a_tab_carries_every_formula(book: Book) -> None:
    book.type("Other!A1", ["5"])
    book.type("A1", ["=Other!A1+SUM('Other'!A:A)"])
    properties = {"sheetId": 1, "title": "It's new"}
    book.batch({"updateSheetProperties": {"properties": properties, "fields": "title"}})
    assert book.formulas("A1") == [["='It''s new'!A1+SUM('It''s new'!A:A)"]]
    assert book.raw("A1") == [[10]]


def test_deleting_a_tab_leaves_ref_errors(book: Book) -> None:
    book.type("A1", ["=Other!A1"])
    book.batch({"deleteSheet": {"sheetId": 1}})
    assert book.read("A1") == [["#REF!"]]
    assert refused(book.batch, {"deleteSheet": {"sheetId": 0}})[0] == 400


def test_a_smaller_grid_drops_what_lay_beyond(book: Book) -> None:
    book.type("A20", ["far"])
    book.type("A1", ["=A20"])
    properties = {"sheetId": 0, "gridProperties": {"rowCount": 10}}
    book.batch({"updateSheetProperties": {"properties": properties, "fields": "gridProperties.rowCount"}})
    assert book.read("A1") == [["#REF!"]]
    assert book.sheet()["properties"]["gridProperties"] == {"rowCount": 10, "columnCount": 8}


def test_duplicate_sheet_takes_everything_but_metadata(book: Book) -> None:
    book.type("A1", ["1", "=Sheet1!A1+A1"])
    book.batch({"addProtectedRange": {"protectedRange": {"range": grid(0, 1, 0, 1), "protectedRangeId": 5}}})
    new = {"sourceSheetId": 0, "newSheetId": 9, "newSheetName": "Copy", "insertSheetIndex": 1}
    assert book.reply({"duplicateSheet": new})["properties"]["index"] == 1
    assert book.formulas("Copy!A1:B1") == [[1, "=Copy!A1+A1"]]
    copied = book.sheet(1)["protectedRanges"][0]
    assert copied["range"]["sheetId"] == 9
    assert copied["protectedRangeId"] != 5


def test_update_cells_clears_what_the_rows_leave_out(book: Book) -> None:
    book.type("A1", ["1", "2", "3"], ["4", "5", "6"])
    request = {"range": grid(0, 2, 0, 2), "rows": [value("x")], "fields": "userEnteredValue"}
    book.batch({"updateCells": request})
    assert book.read("A1:C2") == [["x", "", "3"], ["", "", "6"]]


def test_a_mask_touches_its_parts_only(book: Book) -> None:
    look = {"backgroundColor": {"red": 1}, "textFormat": {"bold": True, "fontSize": 12}}
    cell = {"userEnteredFormat": look, "note": "n"}
    book.batch({"repeatCell": {"range": grid(0, 1, 0, 1), "cell": cell, "fields": "userEnteredFormat,note"}})
    new = {"userEnteredFormat": {"textFormat": {"bold": False, "fontSize": 9}}}
    fields = "userEnteredFormat.textFormat.bold"
    book.batch({"repeatCell": {"range": grid(0, 1, 0, 1), "cell": new, "fields": fields}})
    found = book.cell("A1")
    assert found["userEnteredFormat"]["textFormat"] == {"bold": False, "fontSize": 12}
    assert found["userEnteredFormat"]["backgroundColorStyle"] == {"rgbColor": {"red": 1}}
    assert found["note"] == "n"
    assert found["effectiveFormat"]["textFormat"]["fontFamily"] == "arial,sans,sans-serif"


def test_repeat_cell_moves_relative_references(book: Book) -> None:
    cell = {"userEnteredValue": {"formulaValue": "=A1+$A$1+A$1"}}
    book.batch({"repeatCell": {"range": grid(0, 3, 1, 3), "cell": cell, "fields": "userEnteredValue"}})
    assert book.formulas("C3") == [["=B3+$A$1+B$1"]]


def test_append_cells_goes_below_the_last_row_of_content(book: Book) -> None:
    book.type("C20", ["last"])
    book.batch({"appendCells": {"sheetId": 0, "rows": [value("a"), value("b")], "fields": "*"}})
    assert book.read("A21:A22") == [["a"], ["b"]]


def test_validation_is_kept_and_answered(book: Book) -> None:
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "yes"}]}, "strict": True}
    book.batch({"setDataValidation": {"range": grid(1, 3, 0, 1), "rule": rule}})
    assert book.cell("A2")["dataValidation"] == rule
    bad = {"condition": {"type": "NUMBER_BETWEEN", "values": [{"userEnteredValue": "1"}]}}
    assert refused(book.batch, {"setDataValidation": {"range": grid(1, 3, 0, 1), "rule": bad}})[0] == 400
    book.batch({"setDataValidation": {"range": grid(1, 2, 0, 1)}})
    assert book.cell("A2") == {}


def test_conditional_formats_take_effect_and_follow_the_grid(book: Book) -> None:
    book.type("A1", ["1"], ["5"], ["9"])
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A1>Other!$A$1"}]}
    look = {"backgroundColor": {"red": 1}}
    rule = {"ranges": [grid(0, 20, 0, 2)], "booleanRule": {"condition": condition, "format": look}}
    book.type("Other!A1", ["4"])
    book.batch({"addConditionalFormatRule": {"rule": rule, "index": 0}})
    data = book.sheet(ranges="A1:B3", includeGridData=True)["data"][0]["rowData"]
    reds = [
        [cell.get("effectiveFormat", {}).get("backgroundColor") == {"red": 1} for cell in row["values"]]
        for row in data
    ]
    assert reds == [[False], [True, True], [True, True]]
    book.batch({"insertDimension": {"range": lines("ROWS", 0, 1)}})
    kept = book.sheet()["conditionalFormats"][0]
    assert kept["booleanRule"]["condition"]["values"][0]["userEnteredValue"] == "=$A2>Other!$A$1"
    assert kept["ranges"][0]["startRowIndex"] == 1
    gone = book.reply({"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}})
    assert gone["rule"]["ranges"] == kept["ranges"]


def test_filters_hide_rows_and_views_are_kept(book: Book) -> None:
    book.type("A1", ["kind"], ["a"], ["b"], ["a"])
    given = {"range": grid(0, 4, 0, 1), "criteria": {"0": {"hiddenValues": ["a"]}}}
    book.batch({"setBasicFilter": {"filter": given}})
    rows = book.sheet(includeGridData=True)["data"][0]["rowMetadata"]
    assert [n for n, row in enumerate(rows) if row.get("hiddenByFilter")] == [1, 3]
    view = {"title": "Mine", "range": grid(0, 4, 0, 1), "filterViewId": 8}
    book.batch({"addFilterView": {"filter": view}})
    copy = book.reply({"duplicateFilterView": {"filterId": 8}})["filter"]
    assert copy["title"] == "Copy of Mine"
    changed = {"filterViewId": 8, "title": "Ours"}
    book.batch(
        {"updateFilterView": {"filter": changed, "fields": "title"}}, {"clearBasicFilter": {"sheetId": 0}}
    )
    sheet = book.sheet()
    assert "basicFilter" not in sheet
    assert [item["title"] for item in sheet["filterViews"]] == ["Ours", "Copy of Mine"]


def chart(sheet: int = 0) -> dict[str, Any]:
    source = {"sourceRange": {"sources": [grid(0, 5, 0, 1, sheet)]}}
    spec = {"basicChart": {"chartType": "COLUMN", "series": [{"series": source}]}, "title": "T"}
    return {"chartId": 3, "spec": spec, "position": {"overlayPosition": {"anchorCell": {"rowIndex": 6}}}}


def test_charts_follow_their_data(book: Book) -> None:
    book.batch({"addChart": {"chart": chart()}})
    book.batch({"insertDimension": {"range": lines("ROWS", 2, 4)}})
    found = book.sheet()["charts"][0]
    source = found["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"][0]
    assert (source["startRowIndex"], source["endRowIndex"]) == (0, 7)
    assert found["position"]["overlayPosition"]["anchorCell"] == {"rowIndex": 8}
    spec = {**chart()["spec"], "title": "New"}
    book.batch({"updateChartSpec": {"chartId": 3, "spec": spec}})
    overlay = {"overlayPosition": {"anchorCell": {"sheetId": 1, "rowIndex": 1}}}
    book.batch(
        {"updateEmbeddedObjectPosition": {"objectId": 3, "newPosition": overlay, "fields": "anchorCell"}}
    )
    assert book.sheet(1)["charts"][0]["spec"]["title"] == "New"
    book.batch({"deleteEmbeddedObject": {"objectId": 3}})
    assert "charts" not in book.sheet(1)


def test_tables_take_appended_rows_and_grow(book: Book) -> None:
    columns = [
        {"columnName": "Name"},
        {"columnIndex": 1, "columnName": "Done", "columnType": "BOOLEAN"},
    ]
    table = {"name": "Things", "range": grid(0, 3, 0, 2), "columnProperties": columns}
    made = book.reply({"addTable": {"table": table}})["table"]
    book.type("A6", ["below"])
    append = {
        "tableId": made["tableId"],
        "rows": [value("x"), value("y"), value("z")],
        "fields": "userEnteredValue",
    }
    book.batch({"appendCells": append})
    assert book.read("A1:B4") == [["Name", "Done"], ["x", "FALSE"], ["y", "FALSE"], ["z"]]
    assert book.sheet()["tables"][0]["range"]["endRowIndex"] == 4
    assert refused(book.batch, {"addTable": {"table": {**table, "name": "Others"}}})[0] == 400
    new = {"tableId": made["tableId"], "name": "Stuff"}
    book.batch({"updateTable": {"table": new, "fields": "name"}})
    book.batch({"deleteTable": {"tableId": made["tableId"]}})
    assert book.read("A1:B9") == [[], [], [], [], [], ["below"]]


def test_the_answer_can_hold_the_spreadsheet(book: Book) -> None:
    request = {"updateCells": {"start": {"sheetId": 1}, "rows": [value("x")], "fields": "userEnteredValue"}}
    answer = book.batch(
        request,
        includeSpreadsheetInResponse=True,
        responseRanges=["Other!A1:B2"],
        responseIncludeGridData=True,
    )
    sheets = answer["updatedSpreadsheet"]["sheets"]
    assert [sheet["properties"]["title"] for sheet in sheets] == ["Other"]
    assert sheets[0]["data"][0]["rowData"][0]["values"][0]["formattedValue"] == "x"
    assert answer["replies"] == [{}]


def test_named_ranges_work_in_formulas_and_follow(book: Book) -> None:
    book.type("A1", ["2"], ["3"])
    named = {"name": "Scores", "range": grid(0, 2, 0, 1), "namedRangeId": "n1"}
    book.batch({"addNamedRange": {"namedRange": named}})
    book.type("C1", ["=SUM(Scores)"])
    assert book.raw("C1") == [[5]]
    assert book.read("Scores") == [["2"], ["3"]]
    book.batch({"insertDimension": {"range": lines("ROWS", 1, 2)}})
    book.type("A2", ["10"])
    assert book.raw("C1") == [[15]]
    new = {"namedRangeId": "n1", "name": "Points"}
    book.batch({"updateNamedRange": {"namedRange": new, "fields": "name"}})
    assert book.formulas("C1") == [["=SUM(Points)"]]
    assert book.raw("C1") == [[15]]
    for bad in ("A1", "two words", "1st", "TRUE"):
        item = {"name": bad, "range": grid(0, 1, 0, 1)}
        assert refused(book.batch, {"addNamedRange": {"namedRange": item}})[0] == 400


def test_find_and_replace_counts(book: Book) -> None:
    book.type("A1", ["cat", "Cat food", '=LEN("cat")'], ["dog"])
    request = {"find": "cat", "replacement": "cow", "sheetId": 0, "includeFormulas": True}
    counted = book.reply({"findReplace": request})
    assert counted == {
        "valuesChanged": 2, "formulasChanged": 1,
        "rowsChanged": 1, "sheetsChanged": 1, "occurrencesChanged": 3,
    }  # fmt: skip
    assert book.formulas("A1:C1") == [["cow", "cow food", '=LEN("cow")']]


def test_copy_to_another_spreadsheet(google: Google, book: Book) -> None:
    target = new_book(google, "There")
    book.type("A1", ["1", "=A1+1"])
    body = {"destinationSpreadsheetId": target.id}
    made = book.service.sheets().copyTo(spreadsheetId=book.id, sheetId=0, body=body).execute()
    assert made["title"] == "Copy of Sheet1"
    assert target.raw("Copy of Sheet1!A1:B1") == [[1, 2]]


def test_drive_copies_exports_and_deletes(book: Book) -> None:
    book.type("A1", ["1", "=A1+1"], ["a,b"])
    place = {"sheetId": 0}
    given = {"metadataKey": "k", "metadataId": 5, "location": place, "visibility": "DOCUMENT"}
    book.batch({"createDeveloperMetadata": {"developerMetadata": given}})
    drive = book.google.service("drive", "v3").files()
    copy = Book(book.google, drive.copy(fileId=book.id, body={"name": "Copy"}).execute()["id"])
    assert copy.raw("A1:B1") == [[1, 2]]
    assert copy.sheet()["developerMetadata"][0]["metadataId"] == 5
    assert drive.export(fileId=book.id, mimeType="text/csv").execute() == b'1,2\r\n"a,b",'
    drive.delete(fileId=book.id).execute()
    assert refused(book.get)[0] == 404
    assert copy.get()["properties"]["title"] == "Copy"


def test_ranges_left_open_below_end_where_the_tab_does_in_a_file_for_excel(book: Book) -> None:
    book.type("A1", ["1", "=SUM($A$2:$A)", "=SUM(A:A)", "=SUM(A2:$A3)"])
    sort = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    data = book.google.service("drive", "v3").files().export(fileId=book.id, mimeType=sort).execute()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    last = book.sheet()["properties"]["gridProperties"]["rowCount"]
    assert [cell.value for cell in sheet[1]][1:] == [f"=SUM($A$2:$A${last})", "=SUM(A:A)", "=SUM(A2:$A3)"]
