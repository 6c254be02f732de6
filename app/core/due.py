"""When a plan is due again, and from which day on anything is said about it.

The same arithmetic as the formulas of the Students tab, so that both say one date. Cycles are counted
in days: a review on 29 February falls due on 28 February of the next year, as the sheet has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta


def next_due(last: date | None, cycle_days: int | None, one_day_less: bool = False) -> date | None:
    """The day the cycle is over; None when there is no last date or the cycle is switched off."""
    if last is None or not cycle_days or cycle_days < 1:
        return None
    try:
        return last + timedelta(days=cycle_days - one_day_less)
    except OverflowError:
        return None


def days_left(due: date, today: date) -> int:
    """Negative when overdue."""
    return (due - today).days


def due_word(due: date | None, today: date) -> str:
    """The word of the Due column: overdue, week, month, prepare, ok; empty without a date."""
    if due is None:
        return ""
    left = days_left(due, today)
    for limit, word in ((-1, "overdue"), (7, "week"), (28, "month"), (60, "prepare")):
        if left <= limit:
            return word
    return "ok"


def first_named(due: date, leads: Sequence[int]) -> date:
    """The first day anything is said about it."""
    return due - timedelta(days=max(leads, default=0))
