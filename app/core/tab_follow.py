"""What flows on from First Talk and To-Do: goals of a talk to Goals, once; open items to the next week.

What was carried once is not carried again, also where a person deleted the new row.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.core.gathering import Gathering
from app.core.model import Cell
from app.core.roster.merge import code_of
from sheets_schema.read import Book, Row

TALK, GOALS, TO_DO = "first_talk", "goals", "to_do"
MOVED = "moved:"  # on _Holdfast, before the id of a First Talk row
DAY, CARRIED = "day", "talks carried"  # in Agreed.shared, by the talk's row id
_GOALS = ("goal_1", "goal_2", "goal_3")
Days = Mapping[int, Mapping[str, Cell]]


def talk_goals(plan: Gathering, book: Book, today: date, made: frozenset[str]) -> frozenset[str]:
    """Proposed goals for what talks named; their marks."""
    if any(tab not in book.tabs or tab in plan.closed for tab in (TALK, GOALS)):
        return frozenset()
    there = {(row["student"], row["goal"]) for row in book[GOALS]}
    marks = set()
    for row in book[TALK]:
        for key in _GOALS:
            mark, text = f"talk/{row.id}/{key}", str(row[key] or "").strip()
            if not text or row.id is None or not row["student"] or mark in made:
                continue
            marks.add(mark)
            if (row["student"], text) not in there:
                plan.add(GOALS, [_goal(row, text, today)])
                there.add((row["student"], text))  # two talks of one pass may name the same
    return frozenset(marks)


def _goal(row: Row, text: str, today: date) -> Mapping[str, Cell]:
    return {
        "student": row["student"],
        "kind": "academic",
        "goal": text,
        "start": today,
        "status": "proposed",
    }


def moved_days(
    book: Book, known: Mapping[int, Mapping[str, Cell]], today: date, made: frozenset[str]
) -> Days:
    """The day on which each talk's goals were put on Goals, by the talk's row: it stays whatever becomes of
    the goals. `made` are the marks so far; a talk whose mark is new was carried today."""
    starts = {(row["student"], row["goal"]): row["start"] for row in book[GOALS] if row["start"]}
    days: dict[int, Mapping[str, Cell]] = {}
    for row in book[TALK]:
        keys = [key for key in _GOALS if row[key] and f"talk/{row.id}/{key}" in made]
        if row.id is None or not keys:
            continue
        there = [starts.get((row["student"], str(row[key] or "").strip())) for key in keys]
        first = min((day for day in there if isinstance(day, date)), default=today)
        days[row.id] = known.get(row.id) or {DAY: first}
    return days


def moved(days: Days) -> list[tuple[str, Cell]]:
    """For the look-up on First Talk."""
    return [(f"{MOVED}{talk}", cells[DAY]) for talk, cells in sorted(days.items())]


def carried_items(plan: Gathering, book: Book, today: date, made: frozenset[str]) -> frozenset[str]:
    """Last week's open items as rows of this week, for everybody still on the caseload; their marks."""
    if TO_DO not in book.tabs or TO_DO in plan.closed:
        return frozenset()
    monday = today - timedelta(days=today.weekday())
    here = {code_of(row) for row in book["students"] if row["name"] and row["status"] != "exited"}
    carried = {row["carried_from"] for row in book[TO_DO]}
    marks = set()
    for row in book[TO_DO]:
        mark = f"carried/{row.id}"
        last_week = row["week_of"] == monday - timedelta(days=7)
        if (
            row.id is None
            or not last_week
            or row["done"]
            or not row["item"]
            or row["student"] not in here
            or mark in made
        ):
            continue
        marks.add(mark)
        if row.id not in carried:
            kept = {key: row[key] for key in ("student", "item", "class", "due")}
            plan.add(TO_DO, [{**kept, "week_of": monday, "carried_from": row.id}])
    return frozenset(marks)
