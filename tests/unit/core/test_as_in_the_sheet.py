"""The Python side against the sheet's own formulas, over random workbooks."""

from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from app.core.awards import award
from app.core.due import due_word, next_due
from app.core.reminders import reminders
from app.core.roster.dates import spelled
from app.core.rules import read_rules
from sheets_schema.layout import planned_layout
from sheets_schema.read import Book, read_book
from sheets_schema.workbook import WORKBOOK
from tests.oracle import engines
from tests.oracle.cells import Entered
from tests.oracle.typed_content import TODAY, random_sheets

pytestmark = pytest.mark.slow
some = limits(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
seeds = st.integers(0, 2**32).map(Random)


def calculated(random: Random) -> Book:
    """A random workbook as a sync reads it: typed cells, and formulas by what they show."""
    sheets = random_sheets(random)
    shown = engines.by_formualizer(sheets)
    values: dict[str, list[list[Any]]] = {}
    for tab in WORKBOOK.tabs:
        cells = sheets[tab.title]
        last_row = max((row for row, _ in cells), default=0)
        width = max((column for _, column in cells), default=0) + 1
        grid: list[list[Any]] = [[""] * width for _ in range(last_row + 1)]
        for (row, column), value in cells.items():
            grid[row][column] = shown[tab.title][row, column] if isinstance(value, Entered) else value
        values[tab.key] = grid
    return read_book(WORKBOOK, planned_layout(WORKBOOK), values, ZoneInfo("UTC"))


@some
@given(seeds)
def test_the_award(random: Random) -> None:
    book = calculated(random)
    rules, problems = read_rules(book)
    assert problems == ()
    lines = {line.student: line for line in award(book, rules.today(TODAY), rules).lines}
    here = {str(row["student"]): row for row in book["award"] if row["student"]}
    assert set(lines) == set(here)
    for code, line in lines.items():
        row = here[code]
        assert row["score"] == (pytest.approx(line.score, abs=1e-9) if line.score is not None else None)
        assert row["coverage"] == pytest.approx(line.coverage)
        assert (row["status"], row["rank"]) == (line.status, line.rank)
        held = [(row["holding_back_1"], row["gain_1"], row["message_1"])]
        held.append((row["holding_back_2"], row["gain_2"], row["message_2"]))
        expected = [(one.category, pytest.approx(one.gain), one.text or None) for one in line.holding_back]
        assert held == expected + [(None, None, None)] * (2 - len(expected))


@some
@given(seeds)
def test_due_dates(random: Random) -> None:
    book = calculated(random)
    rules, _ = read_rules(book)
    today = rules.today(TODAY)
    for row in book["students"]:
        if row["name"]:
            review = next_due(row["last_review"], rules.review_cycle_days, rules.one_day_less)
            evaluation = next_due(row["last_evaluation"], rules.reevaluation_cycle_days, rules.one_day_less)
            assert (row["next_review"], row["next_evaluation"]) == (review, evaluation)
            assert (row["due"] or "") == due_word(review, today)


@some
@given(seeds)
def test_days_since_contact_and_its_reminder(random: Random) -> None:
    book = calculated(random)
    rules, _ = read_rules(book)
    today = rules.today(TODAY)
    found = {one.student: one for one in reminders(book, today, rules.school, rules) if one.rule == "R9"}
    assert rules.contact_gap_days is not None
    for row in book["students"]:
        code = row["code"]
        if not row["name"] or row["status"] == "exited":
            assert row["status"] != "exited" or code not in found
            continue
        last = row["last_parent_contact"]
        if isinstance(row["days_since_contact"], int) and row["days_since_contact"] < rules.contact_gap_days:
            assert code not in found
        elif last:
            assert spelled(last) in found[str(code)].why
        else:
            assert found[str(code)].key.endswith("never")
