import random
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.awards import award
from app.core.rules import Rules
from sheets_schema.read import Row
from tests.unit.core.books import book, row, student

TODAY = date(2026, 11, 18)


def rule(at, category, weight, worst, best, controllable=True, message="You have [number]."):
    cells = {
        "category": category, "weight": weight, "worst": worst, "best": best, "controllable": controllable,
        "message": message,
    }  # fmt: skip
    return Row(200 + at, at, cells)


RULES = [
    rule(1, "Tardies This Semester", 20, 10, 0),
    rule(2, "Respect", 30, 1, 4),
    rule(3, "Improvement", 10, -4, 8, controllable=False),
    rule(4, "Missing Work", 40, 8, 0),
]


def scores(code, row_id, **cells):
    return row(row_id, student=code, **cells)


def table(*score_rows, holds=(), students=None, rules=RULES):
    students = students or [student(n, f"N{n}") for n in range(1, len(score_rows) + 1)]
    here = book(students=students, award_rules=rules, award_scores=score_rows, award_holds=holds)
    return award(here, TODAY, Rules())


def full(code, row_id, tardies=0, respect=4, improvement=8, missing=0):
    return scores(
        code,
        row_id,
        tardies_this_semester=tardies,
        respect=respect,
        improvement=improvement,
        missing_work=missing,
    )


def test_a_score_with_its_parts_and_what_holds_back():
    (line,) = table(full("S001", 1, tardies=5, respect=3.25, improvement=2, missing=1)).lines
    assert line.parts == {
        "Tardies This Semester": 0.5, "Respect": 0.75, "Improvement": 0.5, "Missing Work": 0.875,
    }  # fmt: skip
    assert (line.score, line.coverage, line.status, line.rank) == (72.5, 1.0, "eligible", 1)
    assert [(one.category, one.gain, one.text) for one in line.holding_back] == [
        ("Tardies This Semester", 10.0, "You have 5."),
        ("Respect", 7.5, "You have 3.25."),
    ]


def test_too_little_data_is_not_ranked():
    (line,) = table(scores("S001", 1, respect=4, missing_work=0)).lines
    assert (line.score, line.coverage, line.status, line.rank) == (100.0, 0.7, "not ranked yet", None)
    (empty,) = table(scores("S001", 1)).lines
    assert (empty.score, empty.coverage, empty.holding_back) == (None, 0.0, ())


def test_ranks_share_and_skip_and_ties_are_broken():
    lines = table(
        full("S001", 1, missing=4),
        full("S002", 2),
        full("S003", 3, missing=4),
        full("S004", 4, missing=8),
        scores("S005", 5, respect=4, tardies_this_semester=0, missing_work=4),
    ).lines
    assert [(line.student, line.rank) for line in lines] == [
        ("S001", 2), ("S002", 1), ("S003", 2), ("S004", 5), ("S005", 4),
    ]  # fmt: skip


def test_respect_breaks_a_tie_of_scores():
    even = [rule(1, "Respect", 1, 0, 4), rule(2, "Missing Work", 1, 8, 0)]
    lines = table(
        scores("S001", 1, respect=3, missing_work=0), scores("S002", 2, respect=4, missing_work=2), rules=even
    ).lines
    assert [(line.score, line.rank) for line in lines] == [(87.5, 2), (87.5, 1)]


HOLD = {"student": "S001", "date": date(2026, 11, 1), "reason": "rudeness"}


@pytest.mark.parametrize(
    ("hold", "status"),
    [
        ({"until": TODAY}, "on hold until 2026-11-18"),
        ({"until": date(2026, 11, 17)}, "eligible"),
        ({"until": None}, "on hold until it is lifted"),
        ({"until": TODAY, "override_reason": "apologised"}, "eligible"),
        ({"until": TODAY, "date": date(2026, 11, 19)}, "eligible"),
        ({"until": TODAY, "date": None}, "on hold until 2026-11-18"),
    ],
)
def test_holds(hold, status):
    lines = table(full("S001", 1), full("S002", 2), holds=[row(9, **{**HOLD, **hold})]).lines
    assert lines[0].status == status
    assert lines[0].score == 100.0
    assert [line.rank for line in lines] == ([1, 1] if status == "eligible" else [None, 1])


def test_the_last_day_of_several_holds_counts():
    holds = [row(8, **HOLD, until=date(2026, 12, 1)), row(9, **HOLD, until=date(2026, 11, 20))]
    assert table(full("S001", 1), holds=holds).lines[0].status == "on hold until 2026-12-01"


def test_holds_without_a_row():
    students = [student(1, "A"), student(2, "B", status="exited"), student(3, "C", status="exited")]
    lifted = [row(9, student="S003", date=date(2026, 11, 1), override_reason="asked by the principal")]
    lines = table(
        full("S001", 1, respect=2.4), full("S002", 2), full("S003", 3), holds=lifted, students=students
    ).lines
    assert [line.status for line in lines] == [
        "on hold until Respect is 2.5 or more", "on hold until back on the caseload", "eligible",
    ]  # fmt: skip


def test_rules_that_say_nothing_and_too_many_rules():
    odd = [*RULES, rule(5, "Effort", 50, 100, 100), rule(6, "", 50, 0, 1), rule(25, "Typing Growth", 5, 0, 8)]
    result = table(full("S001", 1), rules=odd)
    assert result.dropped == ("Typing Growth",)
    assert (result.lines[0].score, round(result.lines[0].coverage, 4)) == (100.0, 0.6667)


def test_equal_gaps_name_the_upper_rule_first():
    even = [rule(1, "Respect", 10, 0, 4), rule(2, "Effort", 10, 0, 4), rule(3, "Organization", 10, 0, 4)]
    (line,) = table(scores("S001", 1, respect=2, effort=2, organization=2), rules=even).lines
    assert [one.category for one in line.holding_back] == ["Respect", "Effort"]


def test_the_json():
    out = table(full("S001", 1, missing=8)).as_json()
    assert out["students"][0]["holding_back"] == [
        {"category": "Missing Work", "gain": 40.0, "text": "You have 8."}
    ]
    assert set(out["students"][0]) == {
        "student",
        "score",
        "coverage",
        "status",
        "rank",
        "parts",
        "holding_back",
    }


CATEGORIES = ("tardies", "respect", "improvement", "missing")
NUMBERS = st.one_of(st.none(), st.integers(-5, 12), st.floats(-5, 12, allow_nan=False), st.just("text"))


@given(
    st.lists(
        st.fixed_dictionaries(dict.fromkeys(("tardies", "respect", "improvement", "missing"), NUMBERS)),
        max_size=7,
    ),
    st.randoms(),
)
def test_against_plain_arithmetic_and_in_any_order(students, shuffler: random.Random):
    rows = [full(f"S{n:03d}", n, **cells) for n, cells in enumerate(students, start=1)]
    here = [student(n, "N") for n in range(1, len(rows) + 1)] or [student(1, "N")]
    lines = table(*rows, students=here).lines
    mixed = list(rows)
    shuffler.shuffle(mixed)
    assert table(*mixed, students=here).lines == lines
    for line, cells in zip(lines, students, strict=False):
        assert line.score == _plain_score(cells)


WEIGHTS = (("tardies", 20, 10, 0), ("respect", 30, 1, 4), ("improvement", 10, -4, 8), ("missing", 40, 8, 0))


def _plain_score(cells):
    earned = total = 0.0
    for key, weight, worst, best in WEIGHTS:
        if isinstance(cells[key], int | float):
            earned += weight * min(1, max(0, (cells[key] - worst) / (best - worst)))
            total += weight
    if not total:
        return None
    return float(Decimal(repr(100 * earned / total)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
