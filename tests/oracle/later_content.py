"""Random rows for the tabs of the later systems: goals, measures, checks, attendance, ratings, activities."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

TODAY = date(2026, 3, 1)
FIRST_GOAL = 50_000


def later_rows(random: Random, codes: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Rows by tab. Goals have ids from FIRST_GOAL on."""
    goals = [{"id": FIRST_GOAL + number, **_goal(random, codes)} for number in range(random.randrange(7))]
    return {
        "goals": goals,
        "progress": [_measure(random, len(goals)) for _ in range(random.randrange(30) if goals else 0)],
        "first_talk": [{"date": _day(random), "student": _some(random, codes)} for _ in range(3)],
        "organization_checks": [_organization(random, codes) for _ in range(random.randrange(8))],
        "grade_checks": [_grade(random, codes) for _ in range(random.randrange(25))],
        "attendance": [_attendance(random, codes) for _ in range(random.randrange(25))],
        "ratings": [_rating(random, codes) for _ in range(random.randrange(12))],
        "activities": [_activity(random, codes) for _ in range(random.randrange(8))],
    }


def _some(random: Random, codes: list[str]) -> str | None:
    return random.choice([*codes, *codes, None]) if codes else None


def _day(random: Random, back: int = 60) -> date | None:
    days = [TODAY - timedelta(days=random.randint(-5, back)) for _ in range(5)]
    return random.choice([*days, None])


def _tick(random: Random) -> bool | None:
    return random.choice((True, False, None))


def _goal(random: Random, codes: list[str]) -> dict[str, Any]:
    return {
        "student": _some(random, codes),
        "kind": random.choice(("typing", "academic")),
        "goal": "Read more",
        "baseline": random.choice((None, 10, 12.5)),
        "start": _day(random),
        "target": random.choice((40, 20.5, 5, 10, None)),
        "target_date": random.choice((date(2026, 6, 1), date(2026, 2, 1), None)),
        "direction": random.choice(("higher", "lower", None)),
        "status": random.choice(("active", "active", "met", "proposed", None)),
    }


def _measure(random: Random, goals: int) -> dict[str, Any]:
    return {
        "date": _day(random),
        "goal": FIRST_GOAL + random.randrange(goals),
        "value": random.choice((random.randint(0, 60), round(random.uniform(0, 60), 1), None, "absent")),
    }


def _organization(random: Random, codes: list[str]) -> dict[str, Any]:
    ticks = {key: _tick(random) for key in ("files", "tabs_closed", "restarted", "planner")}
    inbox = random.choice((None, 0, 9, 10, 400))
    return {"date": _day(random), "student": _some(random, codes), "inbox_count": inbox, **ticks}


def _grade(random: Random, codes: list[str]) -> dict[str, Any]:
    return {
        "date": _day(random),
        "student": _some(random, codes),
        "class": random.choice(("Mathematics", "mathematics", "Math*", "Learning Support", None)),
        "percent": random.choice((0.9, 0.6, 0.59, 0.3, None, "B+")),
        "missing": random.choice((None, 0, 2, 5)),
    }


def _attendance(random: Random, codes: list[str]) -> dict[str, Any]:
    return {
        "date": _day(random),
        "student": _some(random, codes),
        "kind": random.choice(("tardy", "tardy", "absence")),
        "excused": _tick(random),
        "disability_linked": _tick(random),
    }


def _rating(random: Random, codes: list[str]) -> dict[str, Any]:
    return {
        "date": _day(random),
        "student": _some(random, codes),
        "respect": random.choice((1, 2, 2.5, 3, 4, None)),
        "effort": random.choice((0.5, 0.75, 1, None)),
    }


def _activity(random: Random, codes: list[str]) -> dict[str, Any]:
    return {
        "student": _some(random, codes),
        "activity": random.choice(("Chess", None)),
        "start": _day(random),
        "end": _day(random),
    }
