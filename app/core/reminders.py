"""What is due, why, and who is told: one reminder per rule, student and object.

A reminder whose condition has ended is simply not in the answer any more. What people moved, ticked or
wrote beside a reminder stands in its row and is merged elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from app.core.model import Cell
from app.core.modules import silent_rules
from app.core.reminder_rules import RULES, Reminder, Rule, key_of
from app.core.reminder_sources import SOURCES
from app.core.rules import Rules
from app.core.schooldays import SchoolCalendar
from app.core.situation import Outside, Situation
from sheets_schema.read import Book, Row, TabRows

NOTHING = Outside()

__all__ = ["RULES", "Reminder", "Rule", "as_if", "is_named", "key_of", "reminders", "resting_rules"]


def reminders(
    book: Book,
    today: date,
    school: SchoolCalendar,
    rules: Rules,
    outside: Outside = NOTHING,
    resting: Collection[str] = (),
) -> tuple[Reminder, ...]:
    """Everything due or coming, by due day. The order of the workbook's rows does not matter.

    `resting` are the rules that nothing can be said about now. Those of a module that
    is switched off are silent.
    """
    quiet = {*resting, *silent_rules(rules.off)}
    now = Situation(book, today, replace(rules, school=school), outside)
    found: dict[str, Reminder] = {}
    for rule, source in SOURCES:
        for reminder in source(now) if rule not in quiet else ():
            found.setdefault(reminder.key, reminder)
    return tuple(sorted(found.values(), key=lambda one: (one.due, one.rule, one.student, one.key)))


def is_named(reminder: Reminder, today: date, since: date | None) -> bool:
    """Whether a digest of `today` names it, when the last one was on `since` (None: there was none)."""
    if reminder.is_new and reminder.due <= today:
        return True
    days = reminder.named if reminder.back is None else (*reminder.named, reminder.back)
    if since is None or any(since < day <= today for day in days):
        return True
    overdue = (today - reminder.due).days
    before = (since - reminder.due).days
    weekly = RULES[reminder.rule].weekly_after and overdue > 0
    return weekly and overdue // 7 > max(before, 0) // 7


def resting_rules(closed: Collection[str]) -> frozenset[str]:
    """The rules that read a tab which is refused: they begin nothing and withdraw nothing."""
    return frozenset(rule.id for rule in RULES.values() if not set(rule.reads).isdisjoint(closed))


def as_if(book: Book, added: Mapping[str, Iterable[Mapping[str, Cell]]]) -> Book:
    """The book as it will be with these rows: so that a contact of this sync ends its reminder at once."""
    tabs = dict(book.tabs)
    for key, rows in added.items():
        before = tabs[key].rows if key in tabs else ()
        at = tabs[key].next_index if key in tabs else 1
        fresh = tuple(Row(_id(cells), at + n, cells) for n, cells in enumerate(rows))
        tabs[key] = TabRows(before + fresh, tabs[key].problems if key in tabs else ())
    return replace(book, tabs=tabs)


def _id(cells: Mapping[str, Cell]) -> int | None:
    row_id = cells.get("id")
    return row_id if isinstance(row_id, int) else None
