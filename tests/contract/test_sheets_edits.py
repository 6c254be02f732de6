"""What a person does in a sheet, through the control's `edit`; read back through google-api-python-client."""

from typing import Any

import pytest

from tests.contract.conftest import OWNER, Google
from tests.contract.sheets_of import Book, grid, new_book


@pytest.fixture
def book(google: Google) -> Book:
    found = new_book(google, "Students", "Log")
    freeze = {"properties": {"sheetId": 0, "gridProperties": {"frozenRowCount": 1}}}
    found.batch({"updateSheetProperties": {**freeze, "fields": "gridProperties.frozenRowCount"}})
    found.type("A1", ["Id", "Name", "Score", "Double"])
    found.type("A2", ["1", "Cleo", "5", "=C2*2"], ["2", "Abe", "9", "=C3*2"], ["3", "Bo", "7", "=C4*2"])
    return found


def do(book: Book, *ops: dict[str, Any], email: str = OWNER) -> None:
    book.google.control("POST", "edit", spreadsheetId=book.id, **{"as": email}, ops=list(ops))


def test_set_is_typing(book: Book) -> None:
    do(book, {"set": ["Students!C2", "10%"]}, {"set": ["Students!E2", "=C2"]}, {"set": ["Students!B3", ""]})
    assert book.raw("A2:E3") == [[1, "Cleo", 0.1, 0.2, 0.1], [2, "", 9, 18]]


def test_rows_come_and_go(book: Book) -> None:
    look = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    book.batch({"repeatCell": {"range": grid(0, 1, 0, 4), "cell": look, "fields": "userEnteredFormat"}})
    do(book, {"insertRows": ["Students", 2, 1]}, {"deleteRows": ["Students", 4, 1]})
    assert book.formulas("A2:D4") == [[], [1, "Cleo", 5, "=C3*2"], [3, "Bo", 7, "=C4*2"]]
    assert book.cell("A2") == {}


def test_sorting_the_tab_leaves_the_header(book: Book) -> None:
    do(book, {"sort": ["Students", "B", "asc"]})
    assert book.raw("B1:D4") == [["Name", "Score", "Double"], ["Abe", 9, 18], ["Bo", 7, 14], ["Cleo", 5, 10]]
    do(book, {"sortRange": ["Students!B2:C4", "C", "asc"]})
    assert book.raw("A2:C4") == [[2, "Cleo", 5], [3, "Bo", 7], [1, "Abe", 9]]


def test_columns_move_and_are_renamed(book: Book) -> None:
    do(book, {"moveColumn": ["Students", "B", "C"]}, {"insertColumn": ["Students", "B"]})
    do(book, {"renameHeader": ["Students", "C", "Points"]})
    assert book.raw("A1:E2") == [["Id", "", "Points", "Name", "Double"], [1, "", 5, "Cleo", 10]]


def test_copying_a_row_copies_everything(book: Book) -> None:
    do(book, {"copyRow": ["Students", 2, 5]})
    assert book.formulas("A5:D5") == [[1, "Cleo", 5, "=C5*2"]]


def test_pasting_makes_room(book: Book) -> None:
    do(book, {"paste": ["Log!A19", [["1/5/2026", "x"], ["y", None], [3, True]]]})
    assert book.raw("Log!A19:B21") == [[46027, "x"], ["y"], [3, True]]


def test_tabs_are_renamed_and_deleted(book: Book) -> None:
    do(book, {"renameSheet": ["Log", "Contact Log"]})
    do(book, {"deleteSheet": "Contact Log"})
    assert [sheet["properties"]["title"] for sheet in book.get()["sheets"]] == ["Students"]


def test_bad_edits_change_nothing(book: Book) -> None:
    def refused(*ops: Any, email: str = OWNER) -> str:
        body = {"spreadsheetId": book.id, "as": email, "ops": list(ops)}
        answer = book.google.http("POST", "/_control/edit", json=body)
        assert answer.status_code in (400, 403)
        return answer.text

    assert "Nope" in refused({"set": ["Students!A9", "x"]}, {"deleteSheet": "Nope"})
    assert refused({"fly": 1})
    assert refused({"set": ["Students!A9"]})
    assert refused({"set": ["Students!A9", "x"]}, email="eve@school.test")
    assert book.read("A9") == []


def test_a_restored_world_forgets_what_came_after(book: Book) -> None:
    snapshot = book.google.session.get(f"{book.google.url}/_control/snapshot", timeout=60).json()
    do(book, {"set": ["Students!C2", "99"]}, {"insertRows": ["Students", 2, 1]})
    assert book.raw("D3") == [[198]]
    book.google.control("POST", "restore", **snapshot)
    assert book.raw("C2:D2") == [[5, 10]]
