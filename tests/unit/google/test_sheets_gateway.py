"""The Sheets gateway against the local Google."""

import pytest

from app import errors
from app.google.drive import Drive
from app.google.session import Session
from app.google.sheets import Sheets


def made_book(session: Session) -> str:
    return Drive(session).create_spreadsheet("Caseload", {"holdfast": "k1"})


def test_a_batch_is_written_and_read_back_in_one_call(session: Session) -> None:
    book, sheets = made_book(session), Sheets(session)
    add = {"addSheet": {"properties": {"sheetId": 7, "title": "Mia's tab"}}}
    cells = [
        {"userEnteredValue": {"stringValue": "=IMPORTXML(1)"}},
        {"userEnteredValue": {"formulaValue": "=1+1"}},
    ]
    write = {
        "updateCells": {
            "start": {"sheetId": 7, "rowIndex": 0, "columnIndex": 0},
            "rows": [{"values": cells}],
            "fields": "userEnteredValue",
        }
    }
    before = session.calls.copy()
    back = sheets.batch(book, [add, write], ["'Mia''s tab'!A1:B1"])
    assert session.calls - before == {"sheets.spreadsheets.batchUpdate": 1}
    row = back["updatedSpreadsheet"]["sheets"][0]["data"][0]["rowData"][0]["values"]
    assert [cell["effectiveValue"] for cell in row] == [{"stringValue": "=IMPORTXML(1)"}, {"numberValue": 2}]
    assert sheets.values(book, ["Mia's tab"]) == {"Mia's tab": [["=IMPORTXML(1)", 2]]}
    assert sheets.formulas(book, ["'Mia''s tab'!B1"]) == {"'Mia''s tab'!B1": [["=1+1"]]}
    assert sheets.values(book, []) == {}


def test_the_same_guard_twice_is_refused_and_named(session: Session) -> None:
    book, sheets = made_book(session), Sheets(session)
    guard = {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataId": 42,
                "metadataKey": "g",
                "location": {"spreadsheet": True},
                "visibility": "DOCUMENT",
            }
        }
    }
    sheets.batch(book, [guard])
    with pytest.raises(errors.BadRequest) as refused:
        sheets.batch(book, [guard])
    assert (refused.value.index, refused.value.kind) == (0, "createDeveloperMetadata")


def test_the_structure_shows_titles_metadata_and_first_rows(session: Session) -> None:
    book, sheets = made_book(session), Sheets(session)
    mark = {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataKey": "holdfast.column",
                "metadataValue": "students.name",
                "location": {
                    "dimensionRange": {"sheetId": 7, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
                },
                "visibility": "DOCUMENT",
            }
        }
    }
    add = {"addSheet": {"properties": {"sheetId": 7, "title": "Students"}}}
    header = {
        "updateCells": {
            "start": {"sheetId": 7, "rowIndex": 0, "columnIndex": 0},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": text}} for text in ("Id", "Name")]}]
            * 2,
            "fields": "userEnteredValue",
        }
    }
    sheets.batch(book, [add, mark, header])

    def students(titles: list[str]) -> dict[str, object]:
        found = sheets.structure(book, titles)
        assert found["spreadsheetId"] == book
        return next(sheet for sheet in found["sheets"] if sheet["properties"]["title"] == "Students")

    before = session.calls.copy()
    tab = students(["Students"])
    assert session.calls - before == {"sheets.spreadsheets.get": 1}
    data = tab["data"][0]  # type: ignore[index]
    assert [[cell["formattedValue"] for cell in row["values"]] for row in data["rowData"]] == [["Id", "Name"]]
    marks = [column.get("developerMetadata", []) for column in data["columnMetadata"]]
    assert marks[1][0]["metadataValue"] == "students.name"
    assert students([]) == tab
    assert students(["Students", "Gone"]) == tab
