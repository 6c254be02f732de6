"""The demo's award from outside: what was typed, counted and ranked once more by a naive calculation."""

from __future__ import annotations

from datetime import date
from functools import cache

import gspread
import pytest

from app.demo.school import OWNER
from tests.flows import naive_award, naive_counts
from tests.flows.conftest import Served
from tests.flows.outside import Outside, filled

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def owner(served: Served) -> Outside:
    return Outside(served.url, OWNER)


@pytest.fixture(scope="module")
def book(served: Served) -> str:
    return str(served.said["spreadsheet_id"])


def test_scores_and_ranks_equal_an_independent_calculation(owner: Outside, book: str) -> None:
    students = filled(owner.tab(book, "Students"), "Name")
    wanted = naive_award.award(
        students,
        filled(owner.tab(book, "Award Rules"), "Category"),
        filled(owner.tab(book, "Award Scores"), "Student"),
        filled(owner.tab(book, "Award Holds"), "Student"),
        _setting(owner, book, "Today"),
    )
    shown = {row["Student"]: row for row in filled(owner.tab(book, "Award"), "Student")}
    assert set(shown) == set(wanted) == {f"S{number:03}" for number in range(1, 19)}
    for code, one in wanted.items():
        row = shown[code]
        assert row["Score"] == (pytest.approx(one.score, abs=1e-9) if one.score is not None else ""), code
        assert row["Coverage"] == pytest.approx(one.coverage), code
        assert row["Rank"] == (one.rank if one.rank is not None else ""), code
        assert str(row["Status"]).startswith(one.status), code
    assert {one.status.split(" until")[0] for one in wanted.values()} == {
        "eligible",
        "on hold",
        "not ranked yet",
    }
    formulas = owner.formulas(book, "Award")
    at = formulas[0].index("Score")
    assert str(formulas[1][at]).startswith("="), "the score is a value, not a live formula"


def _setting(owner: Outside, book: str, name: str) -> date:
    settings = {row["Setting"]: row["Value"] for row in owner.tab(book, "Settings")}
    return date.fromisoformat(settings[name])


def test_the_numbers_behind_the_scores_are_counted_from_what_was_typed(owner: Outside, book: str) -> None:
    start, today = (_setting(owner, book, name) for name in ("Semester start", "Today"))
    shown = {row["Student"]: row for row in filled(owner.tab(book, "Award Scores"), "Student")}
    tabs = cache(lambda title: owner.tab(book, title))
    for student in filled(owner.tab(book, "Students"), "Name"):
        code = student["Code"]
        for category, number in naive_counts.counts(code, student["Joined"], tabs, start, today).items():
            expected = "" if number is None else pytest.approx(number, abs=1e-9)
            assert shown[code][category] == expected, (code, category)
    assert (shown["S001"]["Tardies This Semester"], shown["S001"]["Tardies Last 30 Days"]) == (7, 0)
    formulas = owner.formulas(book, "Award Scores")
    entered = {
        str(line[formulas[0].index(rule["Category"])])[:1]
        for rule in filled(owner.tab(book, "Award Rules"), "Category")
        for line in formulas[1 : len(shown) + 1]
    }
    assert entered == {"="}, "a number is typed where it is counted"


def test_the_award_has_a_tie_and_holds_of_both_sorts(owner: Outside, book: str) -> None:
    rows = filled(owner.tab(book, "Award"), "Student")
    ranks = sorted(row["Rank"] for row in rows if row["Rank"])
    assert len(ranks) == len(rows) - 3
    assert ranks[10:13] == [11, 11, 13]
    held = sorted(str(row["Status"]) for row in rows if str(row["Status"]).startswith("on hold"))
    assert [status.split()[3][:2] for status in held] == ["20", "Re"]


def test_a_rating_typed_changes_the_rank_at_once(owner: Outside, book: str) -> None:
    """No sync runs here, and the row has no id yet."""
    before = {row["Student"]: row["Rank"] for row in filled(owner.tab(book, "Award"), "Student")}
    first = next(code for code, rank in before.items() if rank == 1)
    page = owner.sheets.open_by_key(book).worksheet("Ratings")
    heads = page.row_values(1)
    below = len(filled(owner.tab(book, "Ratings"), "Student")) + 2
    typed = {
        "Date": _setting(owner, book, "Today").isoformat(),
        "Student": first,
        "Respect": "1",
        "Effort": "50%",
    }
    for title, value in typed.items():
        place = gspread.utils.rowcol_to_a1(below, heads.index(title) + 1)
        page.update([[value]], place, raw=False)
    after = {row["Student"]: row["Rank"] for row in filled(owner.tab(book, "Award"), "Student")}
    assert after[first] > 1
    assert sum(bool(rank) for rank in after.values()) == sum(bool(rank) for rank in before.values())
