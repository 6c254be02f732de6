"""An engine that only hears what became different calculates as one that is loaded anew."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from app.local_google.sheets import hearing
from app.local_google.sheets.book import Book
from app.local_google.sheets.cells import EMPTY, Cell, Formula, Value
from app.local_google.sheets.lines import delete_lines, insert_lines, move_lines
from app.local_google.sheets.making import new_book, tab_properties
from app.local_google.sheets.storage import copied
from app.local_google.sheets.tab import Tab

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ROWS, COLUMNS = 14, 6
FORMULAS = (
    "=A{row}+1", "=SUM(B$2:B${last})", '=IF(A{row}="","",A{row}*2)', "=COUNTIFS(Other!$A:$A,A{row})",
    "=Other!B{row}", "=Sheet1!A{row}&Sheet1!C2", "=MAX(Other!$B$1:$B$9)", "=B{row}",
    '=NETWORKDAYS(A{row},C2)',
)  # fmt: skip
_Values = dict[tuple[str, int, int], Value]


def values(book: Book) -> _Values:
    book.ready(NOW)
    return {
        (tab.title, row, column): book.value(tab, row, column)
        for tab in book.tabs
        for row in range(ROWS)
        for column in range(COLUMNS)
    }


def filled() -> Book:
    book = new_book("book")
    book.tabs.append(Tab(tab_properties({"sheetId": 7, "title": "Other"})))
    return book


def entered(random: Random) -> Cell:
    kind = random.random()
    if kind < 0.25:
        return EMPTY
    if kind < 0.6:
        return Cell(random.choice((1, 2, 3.5, True, "word", "S1")))
    text = random.choice(FORMULAS).format(row=random.randint(1, ROWS), last=random.randint(3, ROWS))
    return Cell(Formula(text))


def changed(book: Book, random: Random) -> None:
    """One change as a request makes it: cells, or lines."""
    tab, kind = random.choice(book.tabs), random.random()
    at, rows = random.randint(0, 4), random.random() < 0.8
    if kind < 0.8:
        book.put(tab, random.randrange(ROWS), random.randrange(COLUMNS), entered(random))
    elif kind < 0.88:
        insert_lines(book, tab, rows, at, 1, inherit=True)
    elif kind < 0.96:
        delete_lines(book, tab, rows, at, at + 1)
    else:
        move_lines(book, tab, rows, at, at + 1, at + 3)


@pytest.mark.parametrize("seed", range(5))
def test_a_workbook_in_use_calculates_as_one_loaded_anew(seed: int) -> None:
    random, book = Random(seed), filled()
    kept: list[Book] = []
    for _ in range(25):
        for _ in range(random.randint(1, 8)):
            changed(book, random)
        assert values(book) == values(copied(book, "anew"))
        kept.append(copied(book, "book"))
        if random.random() < 0.2:  # an earlier state is put back, as from a snapshot
            former, book = book, random.choice(kept)
            book = copied(book, "book")
            book.take_engine(former)
            assert values(book) == values(copied(book, "anew"))


def test_few_changes_do_not_load_the_engine_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    book = filled()
    book.put(book.tabs[0], 3, 0, Cell(5))
    book.put(book.tabs[1], 0, 0, Cell(Formula("=Sheet1!A4+1")))
    assert values(book)["Other", 0, 0] == 6
    loads: list[str] = []
    monkeypatch.setattr(hearing, "Engine", lambda _names: loads.append("anew"))
    delete_lines(book, book.tabs[0], True, 1, 2)
    assert values(book)["Other", 0, 0] == 6
    assert not loads
