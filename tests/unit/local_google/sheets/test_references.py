"""References in formulas and in A1 notation: read, spelt, moved."""

from dataclasses import replace

import pytest

from app.local_google.sheets.a1 import (
    Box,
    column_index,
    column_letters,
    parse_cells,
    quoted,
    spell,
    split_title,
)
from app.local_google.sheets.dialect import for_engine
from app.local_google.sheets.moves import Delete, Insert, Move, reference_change
from app.local_google.sheets.rewrite import End, Reference, renamed, rewrite, shifted


def test_columns_count_as_letters() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_index(column_letters(n)) == n for n in range(2000))


@pytest.mark.parametrize(
    ("title", "spelt"),
    [("Sheet1", "Sheet1"), ("My tab", "'My tab'"), ("It's", "'It''s'"), ("A1", "'A1'"), ("2026", "'2026'")],
)
def test_titles_are_quoted_where_they_must_be(title: str, spelt: str) -> None:
    assert quoted(title) == spelt
    assert split_title(f"{spelt}!A1") == (title, "A1")


def test_boxes_are_spelt_as_they_are_read() -> None:
    for text in ("A1", "B2:C3", "A:C", "2:5", "C2:D"):
        box = parse_cells(text, 0)
        assert box is not None
        assert spell("T", box) == f"T!{text}"
    assert parse_cells("A0", 0) is None
    assert parse_cells("words", 0) is None
    assert parse_cells("R2C3", 0) == Box(0, 1, 2, 2, 3)


@pytest.mark.parametrize(
    ("formula", "change", "rows", "after"),
    [
        ("=SUM(A2:A)+SUM(A:A)", Insert(0, 1), True, "=SUM(A3:A)+SUM(A:A)"),
        ("=SUM(A2:A)", Delete(1, 3), True, "=SUM(A2:A)"),
        ('="A5"&A5', Insert(0, 1), True, '="A5"&A6'),
        ('=é!A1&"é"&A5', Delete(4, 5), True, '=é!A1&"é"&#REF!'),
        ("=$A2:C$4", Delete(1, 2), False, "=$A2:B$4"),
        ("=A1+B1+C1", Move(0, 1, 3), False, "=C1+A1+B1"),
        ("=SUM(A1:A5)", Move(2, 3, 9), True, "=SUM(A1:A4)"),
        ("=not a formula(", Insert(0, 1), True, "=not a formula("),
    ],
)
def test_what_lines_do_to_formulas(
    formula: str, change: Insert | Delete | Move, rows: bool, after: str
) -> None:
    assert rewrite(formula, reference_change(change, rows, "Tab", "Tab")) == after


def test_other_tabs_are_left_alone() -> None:
    change = reference_change(Insert(0, 1), True, "Log", "Own")
    assert rewrite("=A1+Log!A1+'log'!B2+Other!C3", change) == "=A1+Log!A2+log!B3+Other!C3"


def test_copies_shift_what_has_no_dollar() -> None:
    assert shifted("=A1+$A1+A$1+$A$1+B:B+2:3", 1, 1) == "=B2+$A2+B$1+$A$1+C:C+3:4"
    assert shifted("=A1", -1, 0) == "=#REF!"


def test_a_new_title_is_quoted() -> None:
    assert renamed("=Old!A1+'OLD'!B:B+A1", "old", "New one") == "='New one'!A1+'New one'!B:B+A1"


def test_googles_own_forms_are_put_in_the_engines_words() -> None:
    assert for_engine("=IFERROR(A1)", {}) == '=IFERROR(A1,"")'
    assert for_engine("=IFERROR(A1,2)", {}) == "=IFERROR(A1,2)"
    assert for_engine("=SUM(FILTER(A1:A3,B1:B3=1,C1:C3>2))", {}) == "=SUM(FILTER(A1:A3,(B1:B3=1)*(C1:C3>2)))"
    assert for_engine("=SUM(Scores)", {"scores": "T!$A$1:$A$2"}) == "=SUM(T!$A$1:$A$2)"
    open_below = "=SUM('it''s'!A2:B,\"A1:B\",$B3:$C,A:A,A1:B2,'x A1:B'!C3)"
    ended = "=SUM('it''s'!A2:B$7,\"A1:B\",$B3:$C$9,A:A,A1:B2,'x A1:B'!C3)"
    assert for_engine(open_below, {}, "T", {"it's": 7, "t": 9}) == ended


@pytest.mark.parametrize(
    "formula",
    [
        "=A1+$B$2",
        "=sum(a1:b3)",
        "='My Tab'!A2:A+T!$A:$A",
        "=A:A&1:3",
        '=IF("A1"=x,B2,é1)',
        "=1:$3",
        "=a$1+$b2",
    ],
)
def test_a_formula_filled_down_reads_as_one_moved_reference_by_reference(formula: str) -> None:
    def moved(end: End, rows: int, columns: int) -> End:
        row = None if end.row is None else end.row + (0 if end.fixed_row else rows)
        column = None if end.column is None else end.column + (0 if end.fixed_column else columns)
        return replace(end, row=row, column=column)

    def change(reference: Reference) -> Reference:
        last = None if reference.last is None else moved(reference.last, rows, columns)
        return replace(reference, first=moved(reference.first, rows, columns), last=last)

    for rows in (1, 2, 99):
        for columns in (0, 3, 25):
            assert shifted(formula, rows, columns) == rewrite(formula, change)
    assert shifted("=A3+B1", -2, 0) == "=A1+#REF!"
