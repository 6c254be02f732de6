"""Start, Student Card and Workload show what the other tabs hold."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_schema.create import create_requests
from sheets_schema.workbook import WORKBOOK
from tests.oracle import engines, naive
from tests.oracle.cells import Sheets, sheets_from
from tests.oracle.typed_content import random_sheets

pytestmark = pytest.mark.slow
seeds = st.integers(0, 2**32).map(Random)
few = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def shown_at(sheets: Sheets, results: engines.Results, title: str, row: int, column: int) -> Any:
    return results[title].get((row, column), sheets[title].get((row, column), ""))


@few
@given(seeds)
def test_start_counts_what_students_shows(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    results = engines.by_formualizer(sheets)
    students = [row for row in engines.shown(sheets, "Students", results) if row["Code"]]
    numbers = {
        shown_at(sheets, results, "Start", row, 0): shown_at(sheets, results, "Start", row, 1)
        for row in range(3, 13)
    }
    assert numbers["Reviews overdue"] == sum(row["Due"] == "overdue" for row in students)
    left = [row["Days Left"] for row in students if naive.is_number(row["Days Left"])]
    assert numbers["Reviews due in 14 days"] == sum(0 <= days <= 14 for days in left)
    assert numbers["Students"] == len(students)
    gaps = [row["Days Since Contact"] for row in students]
    assert numbers["Contact gaps"] == sum(days == "never" or days >= 14 for days in gaps)
    award = [row for row in engines.shown(sheets, "Award", results) if naive.is_number(row["Rank"])]
    leaders = [row["Name"] for row in sorted(award, key=lambda row: (row["Rank"], row["Id"]))[:3]]
    assert [shown_at(sheets, results, "Start", row, 4) for row in range(3, 6)] == leaders + [""] * (
        3 - len(leaders)
    )


@few
@given(seeds)
def test_start_shows_the_newest_round_of_the_use_survey_beside_the_one_before(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    results = engines.by_formualizer(sheets)
    rounds = [row for row in naive.table(sheets, "Survey Rounds") if row.get("Kind") != "knowledge"]
    names = [row.get("Round", "") for row in sorted(rounds, key=lambda row: -row["Id"])][:2]
    shown = [shown_at(sheets, results, "Start", 17, column) for column in (1, 7)]
    assert shown == names + [""] * (2 - len(names))
    answers = naive.table(sheets, "Survey Answers")
    assert shown_at(sheets, results, "Start", 17, 4) == "often"
    for at in range(17, 23):
        word = shown_at(sheets, results, "Start", at, 4)
        for name, column in zip(shown, (5, 6), strict=True):
            count = sum((one["Round"], one["Used"]) == (name, word) for one in answers)
            assert shown_at(sheets, results, "Start", at, column) == (count if name else "")


@few
@given(seeds)
def test_workload_weighs_by_the_scheme(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    results = engines.by_formualizer(sheets)
    points = {"Level I": 1, "Level II": 2.5}
    own = [row for row in naive.students(sheets).values() if row.get("Status") != "exited"]
    total = sum(points.get(row.get("Service Level", ""), 0) for row in own)
    assert shown_at(sheets, results, "Workload", 3, 1) == pytest.approx(total)
    assert shown_at(sheets, results, "Workload", 4, 1) == 20
    assert shown_at(sheets, results, "Workload", 5, 1) == (
        "over the limit" if total > 20 else "within the limit"
    )


def card_of(name: str) -> tuple[Sheets, engines.Results]:
    rows: dict[str, list[dict[str, Any]]] = {
        "students": [{"name": "Ana", "grade": "6"}, {"name": "Zoë", "grade": "7", "needs": "Time"}],
        "accommodations": [
            {"student": "S001", "accommodation": "Calculator", "status": "active"},
            {"student": "S002", "accommodation": "Extra time", "status": "active"},
            {"student": "S002", "accommodation": "Old one", "status": "ended"},
            {"student": "S002", "accommodation": "Reader", "status": "active"},
        ],
        "contact_log": [
            {"student": "S002", "date": date(2026, 1, 5), "subject": "First"},
            {"student": "S001", "date": date(2026, 1, 6), "subject": "Not this one"},
            {"student": "S002", "date": date(2026, 1, 7), "subject": "Second"},
        ],
        "goals": [{"id": 70_000, "student": "S002", "goal": "Read", "status": "active"}],
        "progress": [{"goal": 70_000, "date": date(2026, 1, day), "value": day * 2} for day in (9, 5, 7)],
    }
    sheets = sheets_from(create_requests(WORKBOOK, rows=rows))
    sheets["Student Card"][1, 1] = name
    return sheets, engines.by_formualizer(sheets)


def test_start_names_the_first_reminder_of_the_next_days() -> None:
    state = {"state": "open", "student": "S001"}
    rows = {
        "students": [{"name": "Ada", "status": "direct"}],
        "reminders": [
            {**state, "what": "Later", "due": date(2026, 3, 9)},
            {**state, "what": "Overdue", "due": date(2026, 2, 27)},
            {**state, "what": "Today", "due": date(2026, 3, 2)},
            {**state, "what": "Done", "due": date(2026, 3, 3), "state": "done"},
            {**state, "what": "Nobody's", "due": date(2026, 3, 9), "student": ""},
        ],
    }
    settings_of = {"Today override": date(2026, 3, 2)}
    sheets = sheets_from(create_requests(WORKBOOK, settings=settings_of, rows=rows))
    results = engines.by_formualizer(sheets)
    shown = [[shown_at(sheets, results, "Start", row, at) for at in (3, 4, 5)] for row in (8, 9, 10)]
    first = shown[0][0]
    assert shown == [[first, "Today · Ada", 1], [first + 7, "Later · Ada", 2], ["", "", ""]]


def test_the_card_shows_one_student_only() -> None:
    sheets, results = card_of("Zoë")

    def column(first: int, count: int, at: int) -> list[Any]:
        return [shown_at(sheets, results, "Student Card", row, at) for row in range(first, first + count)]

    assert shown_at(sheets, results, "Student Card", 1, 3) == "S002"
    assert shown_at(sheets, results, "Student Card", 3, 1) == "7"
    assert shown_at(sheets, results, "Student Card", 3, 3) == "Time"
    assert column(16, 3, 1) == ["Extra time", "Reader", ""]
    assert column(50, 3, 4) == ["Second", "First", ""]
    assert column(76, 4, 1) == [18, 14, 10, ""]
    assert column(76, 4, 4) == [10, 14, 18, ""]  # in the order of time, for the chart
    assert column(76, 1, 5) == [""]  # no target, no aim


def test_a_card_without_a_student_is_empty() -> None:
    sheets, results = card_of("Nobody")
    assert shown_at(sheets, results, "Student Card", 1, 3) == ""
    assert {value for (row, _), value in results["Student Card"].items() if row > 1} == {""}


@few
@given(seeds)
def test_co_taught_growth_by_intervention(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    results = engines.by_formualizer(sheets)
    actions = naive.table(sheets, "Co-taught")
    for row in range(3, 18):
        item, times, growth, met = (
            shown_at(sheets, results, "Co-taught Summary", row, at) for at in range(4)
        )
        own = [one for one in actions if item and one.get("Action") == item]
        grown = [
            one["After"] - one["Before"]
            for one in own
            if "Before" in one and naive.is_number(one.get("After"))
        ]
        assert times == (len(own) if item else "")
        assert growth == (pytest.approx(sum(grown) / len(grown), abs=0.0051) if grown else "")
        share = sum(one.get("Target Met") is True for one in own) / len(own) if own else ""
        assert met == (pytest.approx(share) if own else "")
