"""What a proposal says of a foreign spreadsheet, and that nothing typed is lost on the way to a roster."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.adopt import ForeignTab, TabProposal, propose
from app.core.adopt_rows import adopted
from app.core.adopt_shapes import suggested
from app.core.daywords import DateOrder
from app.core.roster.rows import RawLine

TODAY = date(2026, 10, 5)


def _tab(*rows: list[Any], title: str = "Caseload") -> ForeignTab:
    lines = tuple(RawLine(number, row) for number, row in enumerate(rows, start=1) if any(row))
    return ForeignTab(title, lines)


def _proposed(*rows: list[Any]) -> TabProposal:
    return propose([_tab(*rows)], None, TODAY).tabs[0]


def test_the_header_is_the_line_that_names_most_columns() -> None:
    tab = _proposed(["Name of school", ""], ["Student", "Grade"], ["Ana", "6"])
    assert (tab.header_line, len(tab.lines)) == (2, 1)


def test_a_header_whose_values_do_not_fit_is_doubtful() -> None:
    sure = _proposed(["Name", "Last Review"], ["Ana", "2026-01-05"], ["Bo", "2026-01-06"]).columns[1]
    doubtful = _proposed(["Name", "Last Review"], ["Ana", "soon"], ["Bo", "2026-01-06"]).columns[1]
    assert (sure.confidence, doubtful.confidence) == (0.99, 0.5)
    assert "50%" in doubtful.reason


def test_the_date_order_makes_dates_readable() -> None:
    rows = (["Name", "Last Review"], ["Ana", "3/4/2026"])
    asked = propose([_tab(*rows)], None, TODAY).tabs[0].columns[1]
    said = propose([_tab(*rows)], DateOrder.DMY, TODAY).tabs[0].columns[1]
    assert asked.confidence < said.confidence


@pytest.mark.parametrize(
    ("values", "key"),
    [
        (["IEP", "ILP", "504", ""], "plan"),
        (["pull out", "monitor", "push in"], "status"),
        (["a@x.org", "b@x.org", "c@x.org"], "student_email"),
        (["6", "7", "K"], "grade"),
        (["a@x.org", "a@x.org", "a@x.org"], None),
        (["IEP", "ILP"], None),
        (["red", "blue", "red"], None),
    ],
)
def test_values_alone_suggest_a_meaning_only_where_they_are_plain(values: list[Any], key: str | None) -> None:
    found = suggested(values)
    assert (found[0] if found else None) == key


@pytest.mark.parametrize("words", ["Total", "Average", "Number of students"])
def test_totals_are_no_students(words: str) -> None:
    tab = _proposed(["Name", "Minutes"], ["Ana", 30], [words, 30])
    assert [line.number for line in tab.lines] == [2]
    assert tab.left_out == ((3, "it is a line of totals."),)


def test_a_student_on_two_tabs_is_one_and_what_differs_goes_to_notes() -> None:
    first = _tab(["Name", "School Number", "Grade"], ["Ana", "7", "6"])
    second = _tab(["Name", "School Number", "Grade", "Bus"], ["Ana", "7", "8", "B3"], title="More")
    found = adopted(propose([first, second], None, TODAY), None, TODAY)
    assert len(found.roster.rows) == 1
    assert found.roster.rows[0].cells["notes"] == "Grade: 8"
    assert found.own == ({"Bus": "B3"},)
    assert [problem.line for problem in found.roster.problems] == [2]


_TEXT = st.text("abcdefgh ijk,=+'-@/", min_size=1, max_size=12).filter(lambda text: text.strip())


@given(st.lists(st.tuples(_TEXT, _TEXT, _TEXT), min_size=1, max_size=8))
def test_no_typed_text_is_lost(cells: list[tuple[str, str, str]]) -> None:
    """Whatever stands in a date column, a column of Holdfast's and an own one is somewhere afterwards."""
    rows = [[f"Student {chr(65 + at)}x", *three] for at, three in enumerate(cells)]
    rows = [[row[0].replace("Student", "Ana"), *row[1:]] for row in rows]
    found = adopted(propose([_tab(["Name", "Last Review", "Needs", "Bus"], *rows)], None, TODAY), None, TODAY)
    assert len(found.roster.rows) == len(rows)
    for row, own, (review, needs, bus) in zip(found.roster.rows, found.own, cells, strict=True):
        kept = str(row.cells.get("notes", ""))
        nothing = review.strip() in ("-", "--")
        assert nothing or "last_review" in row.cells or f"{review.strip()}" in kept
        assert "".join(needs.split()) == "".join(str(row.cells["needs"]).split())
        assert own == {"Bus": bus}
