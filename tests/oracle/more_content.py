"""Random rows for decisions, advocacy, behaviour, to-do, co-taught classes and course plans."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

TODAY = date(2026, 3, 1)
FIRST_ARGUMENT = 60_000


def more_rows(random: Random, codes: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Rows by tab. Advocacy's ids start at FIRST_ARGUMENT."""

    def several(most: int, one: Any) -> list[dict[str, Any]]:
        return [one(random, codes) for _ in range(random.randrange(most))]

    arguments = [{"id": FIRST_ARGUMENT + number, **row} for number, row in enumerate(several(30, _argument))]
    return {
        "decisions": several(6, _decision),
        "modifications": several(6, _modification),
        "advocacy": arguments,
        "behavior": several(25, _behavior),
        "to_do": several(15, _item),
        "co_taught": several(6, _action),
        "course_planning": several(20, _course),
    }


def _some(random: Random, codes: list[str]) -> str | None:
    return random.choice([*codes, *codes, None]) if codes else None


def _day(random: Random) -> date | None:
    return random.choice((None, *(TODAY - timedelta(days=random.randrange(12)) for _ in range(4))))


def _tick(random: Random) -> bool | None:
    return random.choice((True, False, None))


def _decision(random: Random, codes: list[str]) -> dict[str, Any]:
    return {
        "decision": random.choice(("Moved to another class", None)),
        "student": _some(random, codes),
        "case_manager_consulted": _tick(random),
        "counselor_consulted": _tick(random),
    }


def _modification(random: Random, codes: list[str]) -> dict[str, Any]:
    return {"student": _some(random, codes), "subject": random.choice(("English", None))}


def _argument(random: Random, codes: list[str]) -> dict[str, Any]:
    words = ["extra", "time", "calculator", "Unfair*", "quiet", "Zoë"]
    return {
        "topic": " ".join(random.sample(words, 2)),
        "argument": random.choice((None, "It levels the field", "time again")),
        "date": _day(random),
    }


def _behavior(random: Random, codes: list[str]) -> dict[str, Any]:
    points = random.choice((0, 1, 2, 4, None))
    return {"date": _day(random), "student": _some(random, codes), "points": points, "max": 4}


def _item(random: Random, codes: list[str]) -> dict[str, Any]:
    week = random.choice((date(2026, 2, 16), date(2026, 2, 23)))
    item = random.choice(("Essay", None))
    return {"week_of": week, "student": _some(random, codes), "item": item, "done": _tick(random)}


def _action(random: Random, codes: list[str]) -> dict[str, Any]:
    chosen = {"action": random.choice(("visuals", "chunking", None)), "target_met": _tick(random)}
    return {**chosen, "before": random.choice((1, 2.5, None)), "after": random.choice((3, 0.1, "better"))}


def _course(random: Random, codes: list[str]) -> dict[str, Any]:
    return {
        "student": _some(random, codes[:2]),
        "year": random.choice((2027, 2027, None)),
        "level": random.choice(("HL", "SL", "AP", "core", None)),
        "hours_a_week": random.choice((2, 4.5, None)),
        "final": random.choice((True, None)),
        "case_manager_view": random.choice(("take", "do not take", "undecided", None)),
        "counselor_view": random.choice(("take", "undecided", None)),
    }
