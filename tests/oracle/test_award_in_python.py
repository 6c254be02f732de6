"""The Award tab's formulas, the Python side of the award and a naive one say the same: cent, rank, word."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.core.awards import award
from app.core.rules import read_rules
from sheets_schema.model import Workbook
from sheets_schema.read import Book, planned_layout, read_book
from sheets_schema.workbook import WORKBOOK
from tests.older import first_workbook
from tests.oracle import engines, naive
from tests.oracle.cells import Entered, Sheets
from tests.oracle.few_rows import with_few_rows
from tests.oracle.typed_content import TODAY, random_sheets

SHORT = with_few_rows(WORKBOOK)
ZONE = ZoneInfo("UTC")
pytestmark = pytest.mark.slow
seeds = st.integers(0, 2**32).map(Random)


def read(sheets: Sheets, results: engines.Results, workbook: Workbook) -> Book:
    """The book as `values.batchGet` would give it."""
    values: dict[str, list[list[Any]]] = {}
    for tab in workbook.tabs:
        cells = sheets[tab.title]
        rows = 1 + max((row for row, _ in cells), default=0)
        width = 1 + max((column for _, column in cells), default=0)
        values[tab.key] = [[""] * width for _ in range(rows)]
        for (row, column), value in cells.items():
            shown = results[tab.title][row, column] if isinstance(value, Entered) else value
            values[tab.key][row][column] = shown
    return read_book(workbook, planned_layout(workbook), values, ZONE)


def compare(random: Random, workbook: Workbook) -> None:
    sheets = random_sheets(random, workbook)
    results = engines.by_formualizer(sheets)
    book = read(sheets, results, workbook)
    rules, _ = read_rules(book)
    lines = {line.student: line for line in award(book, rules.today(date(2020, 1, 1)), rules).lines}
    shown = {row["Student"]: row for row in engines.shown(sheets, "Award", results) if row["Student"]}
    assert rules.today(date(2020, 1, 1)) == TODAY
    assert lines.keys() == shown.keys()
    for code, line in lines.items():
        row = shown[code]
        assert row["Score"] == ("" if line.score is None else line.score)
        assert row["Coverage"] == pytest.approx(line.coverage)
        assert row["Status"] == line.status
        assert row["Rank"] == ("" if line.rank is None else line.rank)
        held = [(one.category, one.gain, one.text) for one in line.holding_back]
        cells = [(row[f"Holding Back {n}"], row[f"Gain {n}"], row[f"Message {n}"]) for n in (1, 2)]
        assert [cell for cell in cells if cell[0]] == held
    counted = engines.shown(sheets, "Award Scores", results)
    for code, one in naive.award(sheets, counted).items():
        line = lines[code]
        assert (line.status, line.rank or "") == (one.status, one.rank)
        assert line.score == (pytest.approx(one.score) if one.score != "" else None)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seeds)
def test_typed_scores(random: Random) -> None:
    compare(random, with_few_rows(first_workbook()))


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seeds)
@example(Random(228))  # a change of -0 points
@example(Random(2429452))  # a gain that is half a tenth but for the last bit
def test_counted_scores(random: Random) -> None:
    compare(random, SHORT)


@pytest.mark.proof
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seeds)
def test_a_thousand_caseloads(random: Random) -> None:
    compare(random, SHORT)
