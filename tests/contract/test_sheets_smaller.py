"""Sheets v4: the smaller requests of batchUpdate, and getByDataFilter, through Google's client."""

from typing import Any

import pytest

from tests.contract.conftest import Google
from tests.contract.sheets_of import Book, grid, lines, new_book, refused

GREY = {"red": 0.8, "green": 0.8, "blue": 0.8}


@pytest.fixture
def book(google: Google) -> Book:
    return new_book(google, "Sheet1", "Other")


def test_banding_is_added_changed_and_taken_away(book: Book) -> None:
    banded = {"bandedRangeId": 4, "range": grid(0, 5, 0, 2), "rowProperties": {"headerColor": GREY}}
    made = book.reply({"addBanding": {"bandedRange": banded}})["bandedRange"]
    assert made["rowProperties"]["headerColorStyle"] == {"rgbColor": GREY}
    new = {"bandedRangeId": 4, "range": grid(0, 8, 0, 2)}
    book.batch({"updateBanding": {"bandedRange": new, "fields": "range"}})
    kept = book.sheet()["bandedRanges"][0]
    assert (kept["range"]["endRowIndex"], kept["rowProperties"]) == (8, made["rowProperties"])
    assert refused(book.batch, {"addBanding": {"bandedRange": {**banded, "bandedRangeId": 5}}})[0] == 400
    book.batch({"deleteBanding": {"bandedRangeId": 4}})
    assert "bandedRanges" not in book.sheet()


def test_columns_are_made_as_wide_as_their_text(book: Book) -> None:
    book.type("A1", ["x" * 60, "x"])
    book.batch({"autoResizeDimensions": {"dimensions": lines("COLUMNS", 0, 3)}})
    columns = book.sheet(includeGridData=True)["data"][0]["columnMetadata"]
    wide, narrow, empty = (column["pixelSize"] for column in columns[:3])
    assert narrow < empty == 100 < wide


def test_doubles_and_spare_blanks_are_cleaned_away(book: Book) -> None:
    book.type("A1", ["a", "1"], ["A", "1"], ["b", "1"], ["a", "1"])
    assert book.reply({"deleteDuplicates": {"range": grid(0, 4, 0, 2)}}) == {"duplicatesRemovedCount": 2}
    assert book.read("A1:B4") == [["a", "1"], ["b", "1"]]
    book.type("D1", ["  two   words "], ["fine"], valueInputOption="RAW")
    assert book.reply({"trimWhitespace": {"range": grid(0, 4, 3, 4)}}) == {"cellsChangedCount": 1}
    assert book.read("D1:D2") == [["two words"], ["fine"]]


def test_rules_change_places_and_content(book: Book) -> None:
    def rule(text: str) -> dict[str, Any]:
        condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": text}]}
        return {"ranges": [grid(0, 5, 0, 1)], "booleanRule": {"condition": condition, "format": {}}}

    def texts() -> list[str]:
        kept = book.sheet()["conditionalFormats"]
        return [item["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for item in kept]

    book.batch(*({"addConditionalFormatRule": {"rule": rule(text), "index": 0}} for text in "ab"))
    assert texts() == ["b", "a"]
    moved = book.reply({"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 1}})
    assert (moved["newIndex"], texts()) == (1, ["a", "b"])
    changed = book.reply({"updateConditionalFormatRule": {"index": 1, "rule": rule("c")}})
    assert changed["oldRule"]["booleanRule"]["condition"]["values"][0]["userEnteredValue"] == "b"
    assert texts() == ["a", "c"]
    assert refused(book.batch, {"deleteConditionalFormatRule": {"sheetId": 0, "index": 2}})[0] == 400


def test_colour_scales_take_effect(book: Book) -> None:
    book.type("A1", ["0"], ["5"], ["10"])
    red, green = {"red": 1}, {"green": 1}
    scale = {"minpoint": {"type": "MIN", "color": red}, "maxpoint": {"type": "MAX", "color": green}}
    rule = {"ranges": [grid(0, 3, 0, 1)], "gradientRule": scale}
    book.batch({"addConditionalFormatRule": {"rule": rule, "index": 0}})
    rows = book.sheet(ranges="A1:A3", includeGridData=True)["data"][0]["rowData"]
    colours = [row["values"][0]["effectiveFormat"]["backgroundColor"] for row in rows]
    assert (colours[0], colours[2]) == (red, green)
    assert colours[1] == {"red": 0.49803922, "green": 0.49803922}


def test_borders_go_round_a_range_and_between_its_cells(book: Book) -> None:
    line = {"style": "SOLID"}
    request = {"range": grid(0, 2, 0, 2), "top": line, "innerVertical": line}
    book.batch({"updateBorders": request})
    assert set(book.cell("A1")["userEnteredFormat"]["borders"]) == {"top", "right"}
    assert set(book.cell("B2")["userEnteredFormat"]["borders"]) == {"left"}


def test_metadata_changes_its_value_and_its_place(book: Book) -> None:
    place = {"dimensionRange": lines("ROWS", 1, 2)}
    given = {"metadataId": 8, "metadataKey": "k", "location": place, "visibility": "DOCUMENT"}
    book.batch({"createDeveloperMetadata": {"developerMetadata": given}})
    lookup = {"developerMetadataLookup": {"metadataKey": "k"}}
    new = {"metadataValue": "v", "location": {"sheetId": 1}}
    request = {"dataFilters": [lookup], "developerMetadata": new, "fields": "metadataValue,location"}
    changed = book.reply({"updateDeveloperMetadata": request})["developerMetadata"][0]
    assert (changed["metadataId"], changed["metadataValue"]) == (8, "v")
    assert changed["location"] == {"locationType": "SHEET", "sheetId": 1}
    assert book.sheet(1)["developerMetadata"] == [changed]


def test_metadata_is_found_by_where_it_is(book: Book) -> None:
    places = [{"spreadsheet": True}, {"sheetId": 0}, {"dimensionRange": lines("COLUMNS", 2, 3)}]
    for number, place in enumerate(places):
        given = {"metadataId": number + 1, "metadataKey": "k", "location": place, "visibility": "DOCUMENT"}
        book.batch({"createDeveloperMetadata": {"developerMetadata": given}})

    def found(**lookup: Any) -> list[int]:
        body = {"dataFilters": [{"developerMetadataLookup": lookup}]}
        answer = book.service.developerMetadata().search(spreadsheetId=book.id, body=body).execute()
        return [
            item["developerMetadata"]["metadataId"] for item in answer.get("matchedDeveloperMetadata", [])
        ]

    assert found(locationType="COLUMN") == [3]
    assert found(metadataLocation={"sheetId": 0}) == [2]
    crossing = {"metadataLocation": places[2], "locationMatchingStrategy": "INTERSECTING_LOCATION"}
    assert found(**crossing) == [1, 2, 3]
    assert found(metadataKey="other") == []


def test_groups_fold(book: Book) -> None:
    book.batch({"addDimensionGroup": {"range": lines("ROWS", 1, 4)}})
    group = {"range": lines("ROWS", 1, 4), "depth": 1, "collapsed": True}
    book.batch({"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}})
    assert book.sheet()["rowGroups"][0]["collapsed"] is True


def test_the_spreadsheets_own_properties(book: Book) -> None:
    new = {"title": "Renamed", "locale": "fr_FR", "timeZone": "Europe/Paris"}
    book.batch({"updateSpreadsheetProperties": {"properties": new, "fields": "*"}})
    kept = book.get()["properties"]
    assert {key: kept[key] for key in new} == new
    file = book.google.service("drive", "v3").files().get(fileId=book.id).execute()
    assert file["name"] == "Renamed"
    book.type("A1", ["3/4/2026", "1,5"])
    assert book.raw("A1:B1") == [[46115, 1.5]]
    bad = {"properties": {"timeZone": "Mars/Olympus"}, "fields": "timeZone"}
    assert refused(book.batch, {"updateSpreadsheetProperties": bad})[0] == 400


def test_views_and_names_are_taken_away(book: Book) -> None:
    book.batch(
        {"addFilterView": {"filter": {"filterViewId": 2, "range": grid(0, 3, 0, 2)}}},
        {"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "Scores", "range": grid(0, 2, 0, 1)}}},
    )
    book.type("C1", ["=SUM(Scores)"])
    book.batch({"deleteFilterView": {"filterId": 2}}, {"deleteNamedRange": {"namedRangeId": "n"}})
    found = book.get()
    assert "namedRanges" not in found
    assert "filterViews" not in found["sheets"][0]
    assert book.read("C1") == [["#NAME?"]]
    assert refused(book.batch, {"deleteNamedRange": {"namedRangeId": "n"}})[0] == 400


def test_a_spreadsheet_is_read_by_data_filters(book: Book) -> None:
    book.type("Other!B2", ["here"])
    body = {"dataFilters": [{"a1Range": "Other!B2:C3"}], "includeGridData": True}
    found = book.service.getByDataFilter(spreadsheetId=book.id, body=body).execute()
    assert [sheet["properties"]["title"] for sheet in found["sheets"]] == ["Other"]
    data = found["sheets"][0]["data"][0]
    assert (data["startRow"], data["startColumn"]) == (1, 1)
    assert data["rowData"][0]["values"][0]["formattedValue"] == "here"
    two = {"a1Range": "A1", "gridRange": grid(0, 1, 0, 1)}
    call = book.service.getByDataFilter(spreadsheetId=book.id, body={"dataFilters": [two]})
    assert refused(call.execute)[0] == 400


def test_a_mask_decides_about_grid_data(book: Book) -> None:
    book.type("A1", ["x"])
    assert "data" not in book.sheet()
    assert book.sheet(fields="sheets.data.rowData.values.formattedValue")["data"][0]["rowData"] == [
        {"values": [{"formattedValue": "x"}]}
    ]
    assert "data" not in book.sheet(fields="sheets.properties", includeGridData=True)
