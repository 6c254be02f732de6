"""Sheets v4, spreadsheets.values, through google-api-python-client."""

from typing import Any

import pytest

from tests.contract.conftest import Google
from tests.contract.sheets_of import Book, grid, new_book, refused


@pytest.fixture
def book(google: Google) -> Book:
    return new_book(google, "Sheet1", "My tab")


def test_typed_values_become_what_a_person_meant(book: Book) -> None:
    book.type("A1", ["3", "4.5%", "$1,234.50", "true", "2026-01-05", "1/5/2026", "'007", "=1+1"])
    assert book.raw("A1:H1") == [[3, 0.045, 1234.5, True, 46027, 46027, "007", 2]]
    assert book.read("A1:H1") == [["3", "4.50%", "$1,234.50", "TRUE", "2026-01-05", "1/5/2026", "007", "2"]]
    assert book.formulas("H1") == [["=1+1"]]


def test_raw_values_are_never_parsed(book: Book) -> None:
    book.type("A1", ["=1+1", "12/5", "3", 3, True], valueInputOption="RAW")
    assert book.raw("A1:E1") == [["=1+1", "12/5", "3", 3, True]]


def test_a_cell_of_plain_text_keeps_what_was_typed(book: Book) -> None:
    text = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    book.batch({"repeatCell": {"range": grid(0, 2, 0, 8), "cell": text, "fields": "userEnteredFormat"}})
    book.type("A1", ["12/5", "3-4", "+1", "=1+1", "TRUE", "007"])
    assert book.raw("A1:F1") == [["12/5", "3-4", "+1", "=1+1", "TRUE", "007"]]


def test_typing_a_date_sets_its_format_once(book: Book) -> None:
    book.type("A1", ["5 Mar 2026"])
    assert book.cell("A1")["userEnteredFormat"]["numberFormat"] == {"type": "DATE", "pattern": "d MMM yyyy"}
    book.type("A1", ["2026-01-02"])
    assert book.read("A1") == [["2 Jan 2026"]]


def test_days_come_first_where_the_locale_says_so(google: Google) -> None:
    book = new_book(google, locale="en_GB")
    book.type("A1", ["3/4/2026"], ["31/02/2026"])
    assert book.raw("A1:A2") == [[46115], ["31/02/2026"]]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Sheet1", "Sheet1!A1:H20"),
        ("sheet1!b2", "Sheet1!B2"),
        ("B2:A1", "Sheet1!A1:B2"),
        ("A:B", "Sheet1!A1:B20"),
        ("2:3", "Sheet1!A2:H3"),
        ("A5:B", "Sheet1!A5:B20"),
        ("'My tab'!A1", "'My tab'!A1"),
        ("My tab!$A$1:$B$2", "'My tab'!A1:B2"),
        ("R2C3:R4C5", "Sheet1!C2:E4"),
        ("A1:ZZ999", "Sheet1!A1:H20"),
    ],
)
def test_ranges_in_every_spelling(book: Book, asked: str, answered: str) -> None:
    found = book.service.values().get(spreadsheetId=book.id, range=asked).execute()
    assert found["range"] == answered


def test_ranges_that_are_refused(book: Book) -> None:
    assert refused(book.read, "Nope!A1") == (400, "Unable to parse range: Nope!A1")
    limits = "exceeds grid limits. Max rows: 20, max columns: 8"
    assert refused(book.read, "A21") == (400, f"Range (Sheet1!A21) {limits}")
    assert refused(book.type, "A20:A21", ["x"]) == (400, f"Range (Sheet1!A20:A21) {limits}")
    beyond = "Requested writing within range [Sheet1!A1:B2], but tried writing to"
    assert refused(book.type, "A1:B2", ["1", "2", "3"]) == (400, f"{beyond} column [C]")
    assert refused(book.type, "A1:B2", ["1"], ["2"], ["3"]) == (400, f"{beyond} row [3]")


def test_a_cell_holds_fifty_thousand_characters_and_no_more(book: Book) -> None:
    book.type("A1", ["x" * 50_000])
    status, message = refused(book.type, "A1", ["x" * 50_001])
    assert (status, message) == (
        400,
        "Your input contains more than the maximum of 50000 characters in a single cell.",
    )


def test_trailing_blanks_are_absent_and_those_between_are_empty_strings(book: Book) -> None:
    book.type("A1", ["a", "", "c", ""], ["", ""], ["", "x"])
    assert book.read("A1:H20") == [["a", "", "c"], [], ["", "x"]]
    assert book.read("A1:H20", majorDimension="COLUMNS") == [["a"], ["", "", "x"], ["c"]]


def test_none_skips_a_cell_and_an_empty_string_clears_it(book: Book) -> None:
    book.type("A1", ["a", "b", "c"])
    answer = book.type("A1", [None, "", "d"])
    assert book.read("A1:C1") == [["a", "", "d"]]
    assert (answer["updatedRange"], answer["updatedCells"], answer["updatedColumns"]) == (
        "Sheet1!A1:C1",
        2,
        2,
    )


def test_dates_as_numbers_or_as_text(book: Book) -> None:
    book.type("A1", ["2026-01-05", "5", "10:30"])
    text = book.read("A1:C1", valueRenderOption="UNFORMATTED_VALUE", dateTimeRenderOption="FORMATTED_STRING")
    assert text == [["2026-01-05", 5, "10:30"]]


def test_an_update_can_answer_with_what_is_there_now(book: Book) -> None:
    answer = book.type("A1", ["2", "=A1*2"], includeValuesInResponse=True)
    assert answer["updatedData"] == {
        "range": "Sheet1!A1:B1",
        "majorDimension": "ROWS",
        "values": [["2", "4"]],
    }


def test_append_goes_below_the_table_that_is_found(book: Book) -> None:
    book.type("B2", ["h1", "h2"], ["1", "2"])
    answer = (
        book.service.values()
        .append(spreadsheetId=book.id, range="Sheet1", valueInputOption="RAW", body={"values": [["3", "4"]]})
        .execute()
    )
    assert answer["tableRange"] == "Sheet1!B2:C3"
    assert answer["updates"]["updatedRange"] == "Sheet1!B4:C4"


def test_append_makes_room_at_the_end_of_the_grid(book: Book) -> None:
    book.type("A1", *[[str(n)] for n in range(20)])
    book.service.values().append(
        spreadsheetId=book.id, range="A1", valueInputOption="RAW", body={"values": [["new"]]}
    ).execute()
    assert book.read("A21") == [["new"]]


def test_clear_keeps_formats(book: Book) -> None:
    book.type("A1", ["5%"])
    answer = book.service.values().clear(spreadsheetId=book.id, range="A1:B2").execute()
    assert answer == {"spreadsheetId": book.id, "clearedRange": "Sheet1!A1:B2"}
    assert book.read("A1") == []
    assert book.cell("A1")["userEnteredFormat"]["numberFormat"]["type"] == "PERCENT"


def test_batch_get_and_batch_update_answer_in_order(book: Book) -> None:
    data = [{"range": "A1:B1", "values": [["1", "2"]]}, {"range": "'My tab'!A1", "values": [["3"]]}]
    body = {"valueInputOption": "USER_ENTERED", "data": data}
    answer = book.service.values().batchUpdate(spreadsheetId=book.id, body=body).execute()
    assert (answer["totalUpdatedCells"], answer["totalUpdatedSheets"]) == (3, 2)
    found = book.service.values().batchGet(spreadsheetId=book.id, ranges=["My tab!A1", "A1:B1"]).execute()
    assert [item["values"] for item in found["valueRanges"]] == [[["3"]], [["1", "2"]]]


def test_one_bad_range_in_a_batch_and_nothing_is_written(book: Book) -> None:
    data = [{"range": "A1", "values": [["1"]]}, {"range": "Nope!A1", "values": [["3"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    call = book.service.values().batchUpdate(spreadsheetId=book.id, body=body)
    assert refused(call.execute)[0] == 400
    assert book.read("A1") == []


def test_an_option_must_be_given(book: Book) -> None:
    answer = book.google.http("PUT", f"/v4/spreadsheets/{book.id}/values/A1", json={"values": [["1"]]})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "'valueInputOption' is required but not specified"


def test_data_filters_read_and_write_by_metadata(book: Book) -> None:
    place = {"dimensionRange": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 2, "endIndex": 3}}
    given = {"metadataKey": "score", "location": place, "visibility": "DOCUMENT"}
    book.batch({"createDeveloperMetadata": {"developerMetadata": given}})
    book.type("A1", ["a", "b", "c"])
    book.batch({"insertDimension": {"range": {**place["dimensionRange"], "startIndex": 0, "endIndex": 1}}})
    lookup = {"developerMetadataLookup": {"metadataKey": "score"}}
    values: Any = book.service.values()
    found = values.batchGetByDataFilter(spreadsheetId=book.id, body={"dataFilters": [lookup]}).execute()
    assert found["valueRanges"][0]["valueRange"]["range"] == "Sheet1!D1:D20"
    assert found["valueRanges"][0]["valueRange"]["values"] == [["c"]]
    body = {"valueInputOption": "RAW", "data": [{"dataFilter": lookup, "values": [["x"], ["y"]]}]}
    values.batchUpdateByDataFilter(spreadsheetId=book.id, body=body).execute()
    assert book.read("D1:D2") == [["x"], ["y"]]
    cleared = values.batchClearByDataFilter(spreadsheetId=book.id, body={"dataFilters": [lookup]}).execute()
    assert cleared["clearedRanges"] == ["Sheet1!D1:D20"]
    assert book.read("D1:D2") == []


def test_formulas_are_live_and_errors_read_as_google_writes_them(book: Book) -> None:
    book.type("A1", ["1", "=A1/0", "=NOPE(1)", "=SUM(A1", "=VLOOKUP(9,A1:A2,1,FALSE)", '=IFERROR(B1)&"!"'])
    assert book.read("A1:F1") == [["1", "#DIV/0!", "#NAME?", "#ERROR!", "#N/A", "!"]]
    book.type("A1", ["4"], ["=A1*2"])
    assert book.raw("A2") == [[8]]
    error = book.cell("B1")["effectiveValue"]["errorValue"]
    assert error["type"] == "DIVIDE_BY_ZERO"


def test_today_is_the_worlds_day_in_the_spreadsheets_zone(google: Google) -> None:
    book = new_book(google, timeZone="Pacific/Auckland")
    google.control("POST", "clock", now="2026-03-01T20:00:00+00:00")
    book.type("A1", ["=TODAY()", "=A1+7"])
    assert book.read("A1:B1") == [["3/2/2026", "3/9/2026"]]
    google.control("POST", "clock", advance_seconds=86400)
    assert book.read("A1") == [["3/3/2026"]]


def test_arrays_lie_over_their_neighbours_and_give_way(book: Book) -> None:
    book.type("A1", ["b"], ["a"], ["b"])
    book.type("C1", ["=UNIQUE(A1:A3)", '=SUM(FILTER({1;2;3},A1:A3="b"))'])
    assert book.raw("C1:D3") == [["b", 4], ["a"]]
    assert book.formulas("C1:C2") == [["=UNIQUE(A1:A3)"], ["a"]]
    assert "userEnteredValue" not in book.cell("C2")
    assert book.cell("C2")["formattedValue"] == "a"
    book.type("C2", ["in the way"])
    assert book.read("C1:C2") == [["#REF!"], ["in the way"]]
    book.type("C2", [""])
    assert book.read("C1:C2") == [["b"], ["a"]]
    book.type("A3", ["c"])
    assert book.read("C1:C3") == [["b"], ["a"], ["c"]]
