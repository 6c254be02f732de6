"""Award History: on the first school day of a month everybody's score and rank are written down, once.

The lines are only added. A month that was written is not written again, also where a person deleted a line.
"""

from __future__ import annotations

from datetime import date

from app.core.awards import READS, award
from app.core.gathering import Gathering
from app.core.rules import Rules
from app.core.safety import codes_mixed_up
from app.core.schooldays import next_school_day
from sheets_schema.read import Book

TAB = "award_history"


def write_history(
    plan: Gathering, book: Book, today: date, rules: Rules, made: frozenset[str]
) -> frozenset[str]:
    """Lines for the month of `today`, if they are due and not there; the mark of what was done.

    A student without any data has no score to write down; while nobody has one, the month waits.
    """
    mark = f"award/{today:%Y-%m}"
    if "award" in rules.off or mark in made or not _can_be_read(plan, book):
        return frozenset()
    if today < next_school_day(today.replace(day=1), rules.school):
        return frozenset()
    if _written(book, today):
        return frozenset({mark})
    lines = [line for line in award(book, today, rules).lines if line.score is not None]
    plan.add(
        TAB,
        [{"date": today, "student": line.student, "score": line.score, "rank": line.rank} for line in lines],
    )
    return frozenset({mark}) if lines else frozenset()


def _can_be_read(plan: Gathering, book: Book) -> bool:
    """Not while a tab is refused: what is written here stays."""
    there = all(tab in book.tabs and tab not in plan.closed for tab in READS)
    return there and TAB in book.tabs and not codes_mixed_up(book)


def _written(book: Book, today: date) -> bool:
    """Whether the month stands there although nobody remembers it: the state came back from a backup."""
    days = [row["date"] for row in book[TAB] if isinstance(row["date"], date)]
    return any((day.year, day.month) == (today.year, today.month) for day in days)
