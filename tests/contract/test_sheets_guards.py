"""Sheets v4: developer metadata, protected ranges and rights, through google-api-python-client."""

from typing import Any

import pytest

from tests.contract.conftest import OWNER, Google
from tests.contract.sheets_of import Book, grid, lines, new_book, refused

ANA = "ana@school.test"
PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


@pytest.fixture
def book(google: Google) -> Book:
    return new_book(google, "Sheet1", "Other")


def share(book: Book, email: str, role: str = "writer") -> None:
    body = {"type": "user", "role": role, "emailAddress": email}
    book.google.service("drive", "v3").permissions().create(fileId=book.id, body=body).execute()


def test_metadata_with_an_id_of_ones_own_is_a_guard(book: Book) -> None:
    given = {
        "metadataId": 99,
        "metadataKey": "g",
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    request = {"createDeveloperMetadata": {"developerMetadata": given}}
    made = book.reply(request)["developerMetadata"]
    assert made["location"] == {"locationType": "SPREADSHEET", "spreadsheet": True}
    status, message = refused(book.batch, request)
    assert status == 400
    assert message.startswith("Invalid requests[0].createDeveloperMetadata: ")
    lookup = {"developerMetadataLookup": {"metadataId": 99}}
    gone = book.reply({"deleteDeveloperMetadata": {"dataFilter": lookup}})
    assert gone["deletedDeveloperMetadata"][0]["metadataId"] == 99
    book.batch(request)


def test_column_metadata_follows_its_column(book: Book) -> None:
    place = {"dimensionRange": lines("COLUMNS", 1, 2)}
    given = {"metadataId": 4, "metadataKey": "c", "location": place, "visibility": "DOCUMENT"}
    book.batch({"createDeveloperMetadata": {"developerMetadata": given}})
    book.batch({"insertDimension": {"range": lines("COLUMNS", 0, 1)}})
    book.batch({"moveDimension": {"source": lines("COLUMNS", 2, 3), "destinationIndex": 6}})
    found = book.service.developerMetadata().get(spreadsheetId=book.id, metadataId=4).execute()
    assert found["location"]["dimensionRange"]["startIndex"] == 5
    columns = book.sheet(includeGridData=True)["data"][0]["columnMetadata"]
    assert columns[5]["developerMetadata"][0]["metadataId"] == 4
    book.batch({"deleteDimension": {"range": lines("COLUMNS", 5, 6)}})
    body = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "c"}}]}
    assert book.service.developerMetadata().search(spreadsheetId=book.id, body=body).execute() == {}


def test_metadata_is_at_most_thirty_thousand_characters(book: Book) -> None:
    def given(text: str) -> dict[str, Any]:
        item = {
            "metadataKey": "k",
            "metadataValue": text,
            "location": {"sheetId": 1},
            "visibility": "DOCUMENT",
        }
        return {"createDeveloperMetadata": {"developerMetadata": item}}

    book.batch(given("x" * 29_000))
    assert refused(book.batch, given("x" * 1_000))[0] == 400


def test_protections_refuse_other_editors(book: Book) -> None:
    share(book, ANA)
    given = {"range": grid(0, 2, 0, 2), "protectedRangeId": 7, "editors": {"users": [OWNER]}}
    assert (
        book.reply({"addProtectedRange": {"protectedRange": given}})["protectedRange"]["protectedRangeId"]
        == 7
    )
    ana = book.as_(ANA)
    assert refused(ana.type, "B2", ["x"]) == (400, PROTECTED)
    request = {"deleteDimension": {"range": lines("ROWS", 1, 2)}}
    assert refused(ana.batch, request) == (400, f"Invalid requests[0].deleteDimension: {PROTECTED}")
    ana.type("C3", ["free"])
    book.type("B2", ["the owner may"])
    seen = ana.sheet()["protectedRanges"][0]
    assert "requestingUserCanEdit" not in seen
    assert seen["editors"]["users"] == [OWNER]
    assert refused(book.batch, {"addProtectedRange": {"protectedRange": given}})[0] == 400


def test_warnings_and_doors_let_editors_through(book: Book) -> None:
    share(book, ANA)
    warning = {"range": grid(0, 1, 0, 1), "warningOnly": True}
    whole = {"range": {"sheetId": 1}, "unprotectedRanges": [grid(1, 5, 0, 1, sheet=1)], "protectedRangeId": 3}
    book.batch(
        {"addProtectedRange": {"protectedRange": warning}}, {"addProtectedRange": {"protectedRange": whole}}
    )
    ana = book.as_(ANA)
    ana.type("A1", ["warned"])
    ana.type("Other!A2", ["through the door"])
    assert refused(ana.type, "Other!B2", ["x"]) == (400, PROTECTED)
    rename = {"properties": {"sheetId": 1, "title": "Mine"}, "fields": "title"}
    assert refused(ana.batch, {"updateSheetProperties": rename})[0] == 400
    fields = {"protectedRange": {"protectedRangeId": 3, "editors": {"users": [ANA]}}, "fields": "editors"}
    book.batch({"updateProtectedRange": fields})
    ana.type("Other!B2", ["now an editor"])
    book.batch({"deleteProtectedRange": {"protectedRangeId": 3}})
    assert "protectedRanges" not in book.sheet(1)


def test_readers_and_strangers(book: Book) -> None:
    share(book, ANA, "reader")
    book.type("A1", ["seen"])
    assert book.as_(ANA).read("A1") == [["seen"]]
    assert refused(book.as_(ANA).type, "A1", ["x"]) == (403, "The caller does not have permission")
    assert refused(book.as_("eve@school.test").read, "A1")[0] == 403
    assert refused(Book(book.google, "nowhere").get) == (404, "Requested entity was not found.")
