"""School days: which days count, and how to step from one to another.

Only dates in and out. Which days are weekend or holiday comes from Settings; no clock enters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

# A calendar without any school day is a slip in Settings; walking it must still end.
_LONGEST_BREAK = 366


@dataclass(frozen=True)
class SchoolCalendar:
    """The school's week and its days off. `weekend` counts from Monday = 0."""

    weekend: frozenset[int] = frozenset({5, 6})
    holidays: frozenset[date] = frozenset()

    def is_school_day(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays


def next_school_day(day: date, school: SchoolCalendar) -> date:
    """`day` itself when school is on, else the first school day after it."""
    return _walk(day, school, 1)


def add_school_days(day: date, count: int, school: SchoolCalendar) -> date:
    """The `count`-th school day after `day` (before it, when negative); 0 gives the next one on or after."""
    if count == 0:
        return next_school_day(day, school)
    step = 1 if count > 0 else -1
    for _ in range(abs(count)):
        day = _walk(_shift(day, step), school, step)
    return day


def school_days_between(start: date, end: date, school: SchoolCalendar) -> int:
    """School days after `start` up to and including `end`; negative when `end` is earlier."""
    if end < start:
        return -school_days_between(end, start, school)
    return sum(school.is_school_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def _walk(day: date, school: SchoolCalendar, step: int) -> date:
    at = day
    for _ in range(_LONGEST_BREAK):
        if school.is_school_day(at):
            return at
        at = _shift(at, step)
    return day


def _shift(day: date, step: int) -> date:
    try:
        return day + timedelta(days=step)
    except OverflowError:
        return day
