"""Decisions, advocacy search, behaviour, to-do, course plans: the formulas equal naive Python."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_schema.workbook import WORKBOOK
from tests.oracle import engines, naive
from tests.oracle.typed_content import random_sheets

pytestmark = pytest.mark.slow
seeds = st.integers(0, 2**32).map(Random)
few = settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(seeds)
def test_decisions_are_flagged(random: Random) -> None:
    for row in engines.shown(random_sheets(random, WORKBOOK), "Decisions"):
        ours, theirs = bool(row["Case Manager Consulted"]), bool(row["Counselor Consulted"])
        words = {
            (True, True): "",
            (True, False): "counselor not consulted",
            (False, True): "case manager not consulted",
            (False, False): "nobody consulted",
        }
        assert row["Flag"] == (words[ours, theirs] if row["Decision"] else "")


@few
@given(seeds)
def test_behavior_by_day_and_week(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    rows = engines.shown(sheets, "Behavior")
    for row in rows:
        if not row["Student"] or not row["Date"]:
            assert row["Day %"] == row["Week %"] == ""
            continue
        own = [one for one in rows if one["Student"] == row["Student"] and one["Date"]]
        day = [one for one in own if one["Date"] == row["Date"]]
        week = [one for one in own if _monday(one["Date"]) == _monday(row["Date"])]
        for title, those in (("Day %", day), ("Week %", week)):
            points = sum(one["Points"] or 0 for one in those)
            assert row[title] == pytest.approx(points / sum(one["Max"] for one in those))


def _monday(serial: int) -> date:
    day = date(1899, 12, 30) + timedelta(days=serial)
    return day - timedelta(days=day.weekday())


@few
@given(seeds)
def test_the_ticket_to_the_week(random: Random) -> None:
    rows = engines.shown(random_sheets(random, WORKBOOK), "To-Do")
    for row in rows:
        if not row["Student"]:
            assert row["Ticket"] == ""
            continue
        own = [
            one["Done"]
            for one in rows
            if (one["Student"], one["Week Of"]) == (row["Student"], row["Week Of"])
        ]
        done = sum(one is True for one in own)
        assert row["Ticket"] == ("complete" if done == len(own) else f"{done} of {len(own)}")


@few
@given(seeds)
def test_course_plans(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    paths = {code: row.get("Graduation Path") for code, row in naive.students(sheets).items()}
    rows = [row for row in engines.shown(sheets, "Course Planning") if row["Student"] and row["Year"]]
    for row in rows:
        plan = [one for one in rows if one["Student"] == row["Student"]]
        plan = [one for one in plan if one["Final"]] or plan
        count = {level: sum(one["Level"] == level for one in plan) for level in ("HL", "SL", "AP", "core")}
        assert (row["HL Count"], row["SL Count"]) == (count["HL"], count["SL"])
        assert row["Load"] == sum(one["Hours A Week"] or 0 for one in plan)
        ib = paths[row["Student"]] == "IB diploma"
        assert row["Check"] == _lacks(count, ib)
        assert row["Core OK"] == (("yes" if count["core"] >= 3 else "no") if ib else "")
        views = {row["Case Manager View"], row["Counselor View"]}
        expected = "" if None in views else "agreed" if len(views) == 1 and views != {"undecided"} else "open"
        assert row["Agreement"] == expected


def _lacks(count: dict[str, int], ib: bool) -> str:
    if count["AP"] > 4:
        return "more AP than the limit"
    if not ib:
        return ""
    if not 3 <= count["HL"] <= 4:
        return "needs three or four HL"
    if count["HL"] + count["SL"] < 6:
        return "needs six subjects"
    return "ok" if count["core"] >= 3 else "needs the core"


@few
@given(seeds)
def test_advocacy_is_found_again(random: Random) -> None:
    sheets = random_sheets(random, WORKBOOK)
    results = engines.by_formualizer(sheets)
    words = sheets["Advocacy Search"].get((1, 1), "").lower().split()
    found = []
    for row in naive.table(sheets, "Advocacy"):
        text = f"{row.get('Topic', '')} {row.get('Argument', '')}".lower()
        matches = sum(word in text for word in words)
        if matches or not words:
            found.append((matches, row["Id"], row["Topic"]))
    shown: list[Any] = [results["Advocacy Search"][row, 2] for row in range(6, 26)]
    best = [topic for _, _, topic in sorted(found, reverse=True)[:20]]
    assert shown == best + [""] * (20 - len(best))
