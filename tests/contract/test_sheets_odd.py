"""Sheets requests that once made trouble, found at random or by other people's clients."""

from typing import Any

import pytest

from tests.contract.conftest import Google
from tests.contract.sheets_of import Book, grid, new_book, refused


@pytest.fixture
def book(google: Google) -> Book:
    return new_book(google)


def test_a_table_keeps_the_colours_of_its_rows(book: Book) -> None:
    colours = {"firstBandColorStyle": {"rgbColor": {"red": 1}}, "headerColorStyle": {"themeColor": "ACCENT1"}}
    table = {"name": "Marks", "tableId": "t1", "range": grid(0, 4, 0, 2), "rowsProperties": colours}
    made = book.reply({"addTable": {"table": table}})["table"]
    assert made["rowsProperties"]["firstBandColorStyle"] == {"rgbColor": {"red": 1}}
    shown = book.sheet()["tables"][0]
    assert shown["rowsProperties"]["headerColorStyle"] == {"themeColor": "ACCENT1"}


@pytest.mark.parametrize("fields", ["*", "range", "name", "columnProperties", "rowsProperties"])
def test_a_table_stays_whole_when_what_is_named_is_not_given(book: Book, fields: str) -> None:
    table = {"name": "Marks", "tableId": "t1", "range": grid(0, 4, 0, 2)}
    book.batch({"addTable": {"table": table}})
    book.batch({"updateTable": {"table": {"tableId": "t1"}, "fields": fields}})
    shown = book.sheet()["tables"][0]
    assert (shown["range"]["endRowIndex"], shown["range"]["endColumnIndex"]) == (4, 2)
    assert shown["name"]


@pytest.mark.parametrize("key", ["key", "-1", "1.5", "", "99999999999"])
@pytest.mark.parametrize("kind", ["setBasicFilter", "addFilterView"])
def test_a_filter_counts_its_columns(book: Book, kind: str, key: str) -> None:
    filtered = {"range": grid(0, 4, 0, 2), "criteria": {key: {"hiddenValues": ["a"]}}}
    assert refused(book.batch, {kind: {"filter": filtered}})[0] == 400
    assert "basicFilter" not in book.sheet()


@pytest.mark.parametrize(
    "given", [{}, {"gridProperties": {}}, {"gridProperties": {"frozenRowCount": 1}}, {"sheetType": "GRID"}]
)
def test_a_new_tab_has_googles_size_where_none_is_given(book: Book, given: dict[str, Any]) -> None:
    made = book.reply({"addSheet": {"properties": {"title": "New", **given}}})["properties"]
    assert made["gridProperties"] | {"rowCount": 1000, "columnCount": 26} == made["gridProperties"]
    assert made["sheetType"] == "GRID"


def test_a_sheet_of_a_data_source_is_not_served(book: Book) -> None:
    added = {"addSheet": {"properties": {"sheetType": "DATA_SOURCE"}}}
    code, words = refused(book.batch, added)
    assert (code, "DATA_SOURCE" in words) == (501, True)


@pytest.mark.parametrize("scope", [{"sheetId": 0}, {"sheetId": 0, "allSheets": False}, {"allSheets": True}])
def test_the_first_tab_can_be_searched_though_its_id_is_nought(book: Book, scope: dict[str, Any]) -> None:
    book.type("A1", ["Ana"], ["Ben"])
    done = book.reply({"findReplace": {"find": "Ana", "replacement": "Eva", **scope}})
    assert done["occurrencesChanged"] == 1
    assert book.read("A1:A2") == [["Eva"], ["Ben"]]


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ("=SORT(A1:A3)", [["1"], ["2"], ["3"]]),
        ("=SORT(A1:A3,1,TRUE)", [["1"], ["2"], ["3"]]),
        ("=SORT(A1:A3,1,FALSE)", [["3"], ["2"], ["1"]]),
        ("=SORT(A1:B3,2,FALSE)", [["1", "c"], ["2", "b"], ["3", "a"]]),
        ('=TEXTJOIN("-",TRUE,SORT(FILTER(A1:A3,A1:A3>1),1,FALSE))', [["3-2"]]),
        ('=QUERY(A1:A3,"select A")', [["#NAME?"]]),
    ],
)
def test_sort_takes_its_direction_as_google_does(book: Book, formula: str, shown: list[list[str]]) -> None:
    book.type("A1", [2, "b"], [3, "a"], [1, "c"])
    book.type("D1", [formula])
    assert book.read("D1:E3") == shown
