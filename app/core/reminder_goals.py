"""Reminders about active goals: no measure for a while (R14), measure after measure under the aim line (R15).

The aim line is the sheet's own: straight from the baseline at the start to the target on its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from statistics import fmean, median

from app.core.names import clean
from app.core.reminder_rules import Reminder
from app.core.roster.dates import spelled
from app.core.situation import Situation, day_of, number_of, remind
from sheets_schema.read import Row

_HAIR = 1e-9  # nearer to the line than this is on it


def goal_not_measured(now: Situation) -> Iterable[Reminder]:
    """R14."""
    days = now.rules.goal_measure_days
    if days is None:
        return
    measures = _measures(now)
    for goal in _active(now):
        last = max(measures.get(goal.id or 0, {}), default=None)
        since = last or day_of(goal["start"])
        if since is not None and now.today < since + timedelta(days=days):
            continue
        said = f"The last measure was on {spelled(last)}." if last else "It has no measure yet."
        due = since + timedelta(days=days) if since else None
        why = f"{said} A row on Progress settles it."
        what = f"Measure: {_words(goal)}"
        yield remind(now, "R14", str(goal["student"]), (goal.id, last or "never"), what, due, why)


def under_the_line(now: Situation) -> Iterable[Reminder]:
    """R15, from the day on which the last of so many measures running lay under the line."""
    need = now.rules.points_under_aim
    if need is None:
        return
    measures, notes = _measures(now), _notes(now)
    for goal in _active(now):
        points = measures.get(goal.id or 0, {})
        target, by = number_of(goal["target"]), day_of(goal["target_date"])
        if len(points) < need or target is None or by is None:
            continue
        run = _run_under(goal, points, target, by)
        if len(run) < need or any(day >= run[need - 1] for day in notes.get(goal.id or 0, ())):
            continue
        why = (
            f"The last {len(run)} measures are on the wrong side of the line to {target:g} "
            f"on {spelled(by)}. A note on a new measure, or a new target, settles it."
        )
        about = (goal.id, run[0], f"{target:g}", by)
        what = f"Off the aim line: {_words(goal)}"
        yield remind(now, "R15", str(goal["student"]), about, what, run[need - 1], why)


def _run_under(goal: Row, points: Mapping[date, float], target: float, by: date) -> list[date]:
    """The days of the newest measures running that lie under the line, oldest first."""
    days = sorted(points)
    start = day_of(goal["start"]) or days[0]
    typed = number_of(goal["baseline"])
    first = [points[day] for day in days[:3]]
    baseline = typed if typed is not None else median(first) if len(first) == 3 else first[0]
    way = -1 if goal["direction"] == "lower" else 1
    run: list[date] = []
    for day in reversed(days):
        if day < start or way * (points[day] - _aim(day, start, by, baseline, target)) >= -_HAIR:
            break
        run.insert(0, day)
    return run


def _aim(day: date, start: date, by: date, baseline: float, target: float) -> float:
    if by <= start:
        return target
    share = (min(by, max(start, day)) - start).days / (by - start).days
    return baseline + (target - baseline) * share


def _active(now: Situation) -> list[Row]:
    """Goals that are active, of students who are here. A row without an id was typed a moment ago."""
    return [
        row
        for row in now.book["goals"]
        if row["status"] == "active" and row["student"] in now.here and row.id is not None
    ]


def _measures(now: Situation) -> dict[int, dict[date, float]]:
    """Goal -> day -> the mean of that day's measures."""
    found: dict[int, dict[date, list[float]]] = {}
    for row in now.book["progress"]:
        day, value, goal = day_of(row["date"]), number_of(row["value"]), row["goal"]
        if day is not None and value is not None and isinstance(goal, int):
            found.setdefault(goal, {}).setdefault(day, []).append(value)
    return {goal: {day: fmean(values) for day, values in days.items()} for goal, days in found.items()}


def _notes(now: Situation) -> dict[int, list[date]]:
    """Goal -> the days on which a note was typed beside a measure."""
    found: dict[int, list[date]] = {}
    for row in now.book["progress"]:
        day, goal = day_of(row["date"]), row["goal"]
        if day is not None and isinstance(goal, int) and row["note"]:
            found.setdefault(goal, []).append(day)
    return found


def _words(goal: Row) -> str:
    return clean(str(goal["goal"] or "the goal"))
