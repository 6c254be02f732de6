"""The award over typed scores and the first formulas, on random content: as naive Python has them."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.older import first_workbook
from tests.oracle import engines, naive
from tests.oracle.typed_content import random_sheets

seeds = st.integers(0, 2**32).map(Random)
few = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.slow
@few
@given(seeds)
def test_the_award_is_what_the_rules_say(random: Random) -> None:
    sheets = random_sheets(random, first_workbook())
    expected = naive.award(sheets)
    shown = {row["Student"]: row for row in engines.shown(sheets, "Award") if row["Student"]}
    assert list(shown) == list(expected)
    for code, one in expected.items():
        row = shown[code]
        assert row["Score"] == pytest.approx(one.score) if one.score != "" else row["Score"] == ""
        assert row["Coverage"] == pytest.approx(one.coverage)
        assert row["Status"] == one.status
        assert row["Rank"] == one.rank
        assert [row["Gain 1"], row["Gain 2"]] == [pytest.approx(gain, abs=0.0501) for _, gain in one.gaps] + [
            ""
        ] * (2 - len(one.gaps))


@pytest.mark.slow
@few
@given(seeds)
def test_the_largest_gaps_are_named(random: Random) -> None:
    sheets = random_sheets(random, first_workbook())
    expected = naive.award(sheets)
    for row in engines.shown(sheets, "Award"):
        if row["Student"]:
            gaps = expected[row["Student"]].gaps
            named = [row["Holding Back 1"], row["Holding Back 2"]]
            assert named == [category for category, _ in gaps] + [""] * (2 - len(gaps))


@pytest.mark.slow
@few
@given(seeds)
def test_due_dates_count_from_the_settings(random: Random) -> None:
    sheets = random_sheets(random)
    today = naive.setting(sheets, "Today override")
    cycle, less = naive.setting(sheets, "Review cycle days"), naive.setting(sheets, "One day less")
    for row in engines.shown(sheets, "Students"):
        if not row["Name"] or cycle is None or not naive.is_number(row["Last Review"]):
            assert row["Next Review"] == row["Days Left"] == row["Due"] == ""
            continue
        due = row["Last Review"] + cycle - int(less)
        left = due - today
        ladder = ((0, "overdue"), (8, "week"), (29, "month"), (61, "prepare"))
        assert (row["Next Review"], row["Days Left"]) == (due, left)
        assert row["Due"] == next((word for limit, word in ladder if left < limit), "ok")


@pytest.mark.slow
@few
@given(seeds)
def test_contact_follows_the_address(random: Random) -> None:
    sheets = random_sheets(random)
    log = naive.table(sheets, "Contact Log")
    team = naive.table(sheets, "Team")
    today = naive.setting(sheets, "Today override")
    for row in engines.shown(sheets, "Students"):
        code = row["Code"]
        if not code:
            continue
        parents = [person for person in team if person.get("Student") == code and _is_parent(person)]
        addresses = {person["Email"].lower() for person in parents if "Email" in person}
        names = {person["Person"].lower() for person in parents}
        days = [
            one["Date"]
            for one in log
            if "Date" in one
            and (
                str(one.get("Email")).lower() in addresses
                or (
                    one.get("Student") == code
                    and (_is_parent(one) or str(one.get("Person")).lower() in names)
                )
            )
        ]
        assert row["Last Parent Contact"] == (max(days) if days else "")
        assert row["Days Since Contact"] == (today - max(days) if days else "never")


def _is_parent(row: dict[str, Any]) -> bool:
    return row.get("Role") in ("parent", "guardian")


@pytest.mark.slow
@few
@given(seeds)
def test_knowledge_grows_against_the_students_round_before(random: Random) -> None:
    sheets = random_sheets(random)
    for row in engines.shown(sheets, "Survey Answers"):
        before = [
            one["Knowledge"]
            for one in naive.table(sheets, "Survey Answers")
            if "Knowledge" in one
            and (one.get("Student"), one["Id"] < row["Id"]) == (row["Student"], True)
            and one["Round"] != row["Round"]
        ]
        if naive.is_number(row["Knowledge"]) and row["Student"]:
            grown = naive.rounded(row["Knowledge"] - before[-1], 1) if before else ""
            assert row["Growth"] == (pytest.approx(grown) if before else "")
        else:
            assert row["Growth"] == "" or not row["Student"]


@pytest.mark.slow
@few
@given(seeds)
def test_accommodation_columns_follow_the_newest_answer(random: Random) -> None:
    sheets = random_sheets(random)
    worth = {"often": 1, "sometimes": 0.5, "no, but I could": 0, "did not know I had it": 0}
    for row in engines.shown(sheets, "Accommodations"):
        if not row["Student"]:
            assert row["Last Use"] == row["Use %"] == ""
            continue
        answers = [
            one for one in naive.table(sheets, "Survey Answers") if one.get("Accommodation") == row["Id"]
        ]
        counted = [worth[one["Used"]] for one in answers if one["Used"] in worth]
        assert row["Last Use"] == (answers[-1]["Used"] if answers else "")
        assert row["Barrier"] == (answers[-1].get("What Got In The Way", "") if answers else "")
        assert row["Use %"] == (pytest.approx(sum(counted) / len(counted)) if counted else "")
        assert row["Left Out"] == len(answers) - len(counted)
        last = [worth[one["Used"]] for one in answers[-2:] if one["Used"] in worth]
        change = last[1] - last[0] if len(last) == 2 else None
        assert row["Trend"] == (
            "" if change is None else "up" if change > 0 else "down" if change else "steady"
        )
