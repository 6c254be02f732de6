"""What Award Scores should hold, counted from the rows that people typed. Shares nothing with the product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import mean
from typing import Any

Line = Mapping[str, Any]
Tabs = Callable[[str], Sequence[Line]]

USED = {"often": 1.0, "sometimes": 0.5, "no, but I could": 0.0, "did not know I had it": 0.0}


def counts(code: str, joined: str, tab: Tabs, start: date, today: date) -> dict[str, float | None]:
    """Category -> number; None where there is nothing to count."""

    def own(title: str) -> list[Line]:
        return [line for line in tab(title) if line["Student"] == code]

    def within(title: str) -> list[Line]:
        return [line for line in own(title) if start.isoformat() <= line["Date"] <= today.isoformat()]

    rated, checks, goals = within("Ratings"), own("Grade Checks"), _goals(own("Goals"), own("Progress"))
    missed = [line for line in within("Attendance") if not (line["Excused"] or line["Disability-linked"])]
    tardies = [line["Date"] for line in missed if line["Kind"] == "tardy"]
    absences = sum(line["Kind"] == "absence" for line in missed)
    days = _school_days(max(start.isoformat(), joined), today)
    used = [USED[line["Used"]] for line in own("Survey Answers") if line["Used"] in USED]
    recent = (today - timedelta(days=30)).isoformat()
    changes, missing = _checked(checks)
    return {
        "Tardies This Semester": len(tardies),
        "Tardies Last 30 Days": sum(day > recent for day in tardies),
        "Attendance": _to(1, 100 * (1 - absences / days)),
        "Respect": _mean(2, [line["Respect"] for line in rated]),
        "Effort": _mean(1, [100 * line["Effort"] for line in rated]),
        "Missing Work": missing if checks else None,
        "Improvement": _mean(1, [100 * change for change in changes]),
        "Accommodation Use": _mean(1, [100 * one for one in used]),
        "Goal Progress": _mean(1, [100 * share for _, share, _ in goals]),
        "Extracurriculars": sum(
            line["Start"] <= today.isoformat() <= (line["End"] or "9999") for line in own("Activities")
        ),
        "Organization": _mean(2, [_in_order(line) for line in within("Organization Checks")]),
        "Typing Growth": _mean(1, [growth for kind, _, growth in goals if kind == "typing"]),
    }


def _to(places: int, value: float) -> float:
    step = Decimal(1).scaleb(-places)
    return float(Decimal(repr(round(value, 9))).quantize(step, ROUND_HALF_UP))


def _mean(places: int, values: Sequence[float]) -> float | None:
    return _to(places, mean(values)) if values else None


def _school_days(first: str, last: date) -> int:
    day, found = date.fromisoformat(first), 0
    while day <= last:
        found += day.weekday() < 5
        day += timedelta(days=1)
    return found


def _checked(checks: Sequence[Line]) -> tuple[list[float], int]:
    """By class: how the percent moved between the last two checks, and what is missing in the newest."""
    by_class: dict[str, list[Line]] = defaultdict(list)
    for line in sorted(checks, key=lambda line: str(line["Date"])):
        by_class[line["Class"]].append(line)
    moved = [lines[-1]["Percent"] - lines[-2]["Percent"] for lines in by_class.values() if len(lines) > 1]
    return moved, sum(lines[-1]["Missing"] or 0 for lines in by_class.values())


def _in_order(check: Line) -> int:
    ticks = sum(check[title] is True for title in ("Files", "Tabs Closed", "Restarted", "Planner"))
    return ticks + (check["Inbox Count"] < 10)


def _goals(goals: Sequence[Line], measures: Sequence[Line]) -> list[tuple[str, float, float]]:
    """Kind, share of the way, growth of each active goal that was measured."""
    found = []
    for goal in goals:
        own = sorted((line["Date"], line["Value"]) for line in measures if line["Goal"] == goal["Id"])
        if goal["Status"] == "active" and own:
            growth = own[-1][1] - goal["Baseline"]
            share = growth / (goal["Target"] - goal["Baseline"])
            found.append((goal["Kind"], max(0.0, min(1.0, share)), growth))
    return found
