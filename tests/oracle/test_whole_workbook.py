"""The workbook with the later systems: calculators agree; goals, checks and counts equal naive Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import linear_regression, mean, median
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
LONG = [pytest.param(seed, marks=pytest.mark.proof) for seed in range(1, 50)]
few = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def serial(day: date) -> int:
    return (day - date(1899, 12, 30)).days


@few
@given(seeds)
def test_two_engines_give_the_same_and_no_error(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    ours = engines.by_formualizer(sheets)
    assert not engines.differences(ours, engines.by_ironcalc(sheets))
    values = [value for cells in ours.values() for value in cells.values()]
    assert not [value for value in values if isinstance(value, str) and value.startswith("#")]


@pytest.mark.soffice
@pytest.mark.parametrize("seed", [0, *LONG])
def test_libreoffice_gives_the_same(seed: int, soffice: str, tmp_path: Path) -> None:
    sheets = random_sheets(Random(seed), WORKBOOK)
    ours = engines.by_formualizer(sheets)
    assert not engines.differences(ours, engines.by_libreoffice(sheets, tmp_path, soffice))


@few
@given(seeds)
def test_the_award_counts_from_the_tabs(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    results = engines.by_formualizer(sheets)
    counted = engines.shown(sheets, "Award Scores", results)
    expected = naive.award(sheets, counted)
    for row in engines.shown(sheets, "Award", results):
        if row["Student"]:
            one = expected[row["Student"]]
            assert (row["Status"], row["Rank"]) == (one.status, one.rank)
            assert row["Score"] == (pytest.approx(one.score) if one.score != "" else "")


def _school_days(first: date, last: date, weekend: str) -> int:
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return sum(names[day.weekday()] not in weekend for day in days)


@few
@given(seeds)
def test_tardies_and_attendance(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    today = naive.setting(sheets, "Today override")
    first = naive.setting(sheets, "Semester start") or 0
    last = min(today, naive.setting(sheets, "Semester end") or today)
    kept = [row for row in naive.table(sheets, "Attendance") if first <= row.get("Date", -1) <= last]
    for row in engines.shown(sheets, "Award Scores"):
        if not row["Student"] or not kept:
            assert row["Tardies This Semester"] == row["Tardies Last 30 Days"] == row["Attendance"] == ""
            continue
        own = [
            one
            for one in kept
            if one.get("Student") == row["Student"]
            and not one.get("Excused")
            and not one.get("Disability-linked")
        ]
        tardies = [one["Date"] for one in own if one["Kind"] == "tardy"]
        assert row["Tardies This Semester"] == len(tardies)
        assert row["Tardies Last 30 Days"] == sum(day > today - 30 for day in tardies)
        if first:
            start, end = (date(1899, 12, 30) + timedelta(days=day) for day in (first, last))
            days = _school_days(start, end, naive.setting(sheets, "Weekend days"))
            assert row["Attendance"] == naive.rounded(100 * (1 - (len(own) - len(tardies)) / days), 1)


@few
@given(seeds)
def test_other_categories(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    today = naive.setting(sheets, "Today override")
    first = naive.setting(sheets, "Semester start") or 0
    last = min(today, naive.setting(sheets, "Semester end") or today)
    activities = [one for one in naive.table(sheets, "Activities") if one.get("Student")]
    for row in engines.shown(sheets, "Award Scores"):
        if not row["Student"]:
            continue
        ratings = [
            one
            for one in naive.table(sheets, "Ratings")
            if one.get("Student") == row["Student"] and first <= one.get("Date", -1) <= last
        ]
        respect = [one["Respect"] for one in ratings if "Respect" in one]
        assert row["Respect"] == (naive.rounded(mean(respect), 2) if respect else "")
        own = [one for one in activities if one.get("Student") == row["Student"]]
        late = [one for one in own if one.get("Start", 0) > today]
        over = [one for one in own if one.get("End", today) < today]
        assert row["Extracurriculars"] == (len(own) - len(late) - len(over) if activities else "")


def _measures(sheets: Sheets, goal: int) -> list[tuple[float, float]]:
    return [
        (row["Date"], row["Value"])
        for row in naive.table(sheets, "Progress")
        if row.get("Goal") == goal and "Date" in row and naive.is_number(row.get("Value"))
    ]


@few
@given(seeds)
def test_goals(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    today = naive.setting(sheets, "Today override")
    for row in engines.shown(sheets, "Goals"):
        if not row["Student"]:
            continue
        points = _measures(sheets, row["Id"])
        by_day = defaultdict(list)
        for day, value in points:
            by_day[day].append(value)
        days = sorted(by_day)
        assert row["Points"] == len(points)
        assert row["Latest"] == (pytest.approx(mean(by_day[days[-1]])) if days else "")
        slope = linear_regression(*zip(*points, strict=True)).slope * 7 if len(days) > 1 else ""
        assert row["Trend Per Week"] == (pytest.approx(slope, abs=2e-6) if days[1:] else "")
        base = _baseline(row["Baseline"], [mean(by_day[day]) for day in days[:3]])
        start = row["Start"] or (days[0] if days else None)
        if None in (base, start, row["Target"], row["Target Date"]):
            assert row["Aim Today"] == ""
            continue
        span = row["Target Date"] - start
        gone = 1 if span <= 0 else min(1, max(0, (today - start) / span))
        aim = base + (row["Target"] - base) * gone
        assert row["Aim Today"] == pytest.approx(aim)
        assert row["Verdict"] == _verdict(row, aim, base, slope, span)


def _baseline(typed: float | None, first_days: list[float]) -> float | None:
    if typed is not None:
        return typed
    return (median(first_days) if len(first_days) == 3 else first_days[0]) if first_days else None


def _verdict(row: dict[str, Any], aim: float, base: float, slope: Any, span: float) -> str:
    if row["Status"] != "active":
        return ""
    if row["Points"] < 4:
        return "more data"
    way = -1 if row["Direction"] == "lower" else 1
    if way * (row["Latest"] - row["Target"]) >= 0:
        return "met"
    if way * (row["Latest"] - aim) >= 0:
        return "on track"
    needed = 0 if span <= 0 else way * (row["Target"] - base) / span * 7
    return "catching up" if slope != "" and way * slope >= needed - 1e-6 else "off track"


@few
@given(seeds)
def test_grade_checks(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    results = engines.by_formualizer(sheets)
    latest: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(dict)
    typed = [one for one in naive.table(sheets, "Grade Checks") if {"Student", "Class", "Date"} <= one.keys()]
    for one in typed:
        same = [
            other["Date"]
            for other in typed
            if _class(other) == _class(one) and other["Student"] == one["Student"]
        ]
        if one["Date"] == max(same):
            latest[one["Student"]].setdefault(_class(one), []).append(one)
    for row in engines.shown(sheets, "Students", results):
        if not row["Code"] or not row["Last Grade Check"]:
            continue
        newest = [one for checks in latest[row["Code"]].values() for one in checks]
        bad = [one for one in newest if naive.is_number(one.get("Percent")) and one["Percent"] < 0.6]
        assert row["Failing"] == len(bad)
        assert row["Missing Work"] == sum(one.get("Missing", 0) for one in newest)
        others = [one for one in newest if one["Class"] != "Learning Support"]
        assert row["Failing Elsewhere"] == ("yes" if others and all(one in bad for one in others) else "")


def _class(row: dict[str, Any]) -> str:
    return str(row["Class"]).lower()


def _tardies(today: date) -> Sheets:
    october = [date(2026, 10, day) for day in (1, 5, 6, 7, 8, 12, 13)]
    rows: dict[str, list[dict[str, Any]]] = {
        "students": [{"name": "Ana"}],
        "award_scores": [{"student": "S001"}],
        "attendance": [{"date": day, "student": "S001", "kind": "tardy"} for day in october],
    }
    chosen = {"Today override": today, "Semester start": date(2026, 8, 17)}
    return sheets_from(create_requests(WORKBOOK, settings=chosen, rows=rows))


@pytest.mark.parametrize(("today", "share"), [(date(2026, 10, 14), 0.12), (date(2026, 11, 30), 0.72)])
def test_seven_tardies_by_october_recover(today: date, share: float) -> None:
    sheets = _tardies(today)
    results = engines.by_formualizer(sheets)
    (row,) = [one for one in engines.shown(sheets, "Award Scores", results) if one["Student"]]
    earned = 4.8 * max(0, 10 - row["Tardies This Semester"]) / 10
    earned += 7.2 * max(0, 3 - row["Tardies Last 30 Days"]) / 3
    assert earned / 12 == pytest.approx(share)


def test_the_message_says_what_a_tardy_is() -> None:
    sheets = _tardies(date(2026, 10, 14))
    (row,) = [one for one in engines.shown(sheets, "Award") if one["Student"]]
    assert row["Holding Back 1"] == "Tardies Last 30 Days"
    assert "Tardies in the last 30 days: 7. A tardy is coming to class after" in row["Message 1"]
