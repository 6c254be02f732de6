"""What every reminder rule looks at, and how a rule says what is due. Values only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from app.core.effects import Trouble
from app.core.events import event_id
from app.core.reminder_rules import CASE_MANAGER, RULES, Reminder, Told, key_of
from app.core.roster.merge import code_of
from app.core.rules import Rules
from app.core.schooldays import add_school_days, next_school_day
from sheets_schema.read import Book, Row


@dataclass(frozen=True)
class Outside:
    """What the workbook does not say: troubles of this sync, mails by their state, teachers with a file."""

    troubles: tuple[Trouble, ...] = ()
    mail_states: Mapping[str, str] = field(default_factory=dict)
    teachers: frozenset[str] = frozenset()  # mailboxes
    caseload: int = 0  # its id, from which the ids of events are made


@dataclass(frozen=True)
class Situation:
    """What every rule looks at."""

    book: Book
    today: date
    rules: Rules
    outside: Outside = Outside()

    @cached_property
    def students(self) -> tuple[tuple[str, Row], ...]:
        """Code and row of everybody who is still on the caseload."""
        return tuple(self._students())

    def _students(self) -> Iterator[tuple[str, Row]]:
        for row in self.book["students"]:
            code = code_of(row)
            if code and row["name"] and row["status"] != "exited":
                yield code, row

    @cached_property
    def here(self) -> Mapping[str, Row]:
        """The same by code."""
        return dict(self.students)

    def counselor_of(self, code: str) -> tuple[str, ...]:
        """The address of the student's counselor, where there is one."""
        address = str(self.here[code]["counselor"] or "").strip().casefold() if code in self.here else ""
        return (address,) if address else ()

    def push(self, day: date) -> date:
        return next_school_day(day, self.rules.school)

    def leads(self, rule: str, due: date) -> tuple[date, ...]:
        """The days on which a digest names it, moved to school days."""
        school = self.rules.school
        if RULES[rule].in_school_days:
            return tuple(add_school_days(due, -lead, school) for lead in RULES[rule].leads)
        return tuple(self.push(due - timedelta(days=lead)) for lead in RULES[rule].leads)

    def kept_due(self, key: str, why: str) -> date | None:
        """The day the row of this reminder has as long as its reason says the same: "Fri" still means the
        Friday it meant when written."""
        return self._dues.get((event_id(self.outside.caseload, key), why))

    @cached_property
    def _dues(self) -> Mapping[tuple[str, str], date]:
        kept: dict[tuple[str, str], date] = {}
        for row in sorted(self.book["reminders"], key=lambda row: row.id or 0):
            due = day_of(row["due"])
            if due is not None and row["state"] != "withdrawn":
                kept.setdefault((str(row["event"]), str(row["why"])), due)
        return kept


def remind(
    now: Situation,
    rule: str,
    code: str,
    about: tuple[object, ...],
    what: str,
    due: date | None,
    why: str,
    *,
    title: str = "",
    who: str = CASE_MANAGER,
    audience: tuple[str, ...] = (),
    named: tuple[date, ...] = (),
    as_it_is: bool = False,
) -> Reminder:
    """The reminder with its due day on a school day and the days on which a digest names it.

    `as_it_is`: the day is the one its row has, which a person may have chosen, school day or not. Without a
    day it is due from the day it was first noticed, which its row keeps.
    """
    if due is None:
        kept = now.kept_due(key_of(rule, code, *about), why)
        due, as_it_is = kept or now.today, kept is not None
        named = named or (due if as_it_is else now.push(due),)
    told = RULES[rule].told
    return Reminder(
        key=key_of(rule, code, *about),
        rule=rule,
        student=code,
        what=what,
        due=due if as_it_is else now.push(due),
        why=why,
        who=f"{who}, {told}" if audience and told is not Told.STUDENT else who,
        title=title or RULES[rule].title,
        audience=audience,
        named=named or now.leads(rule, due),
    )


def day_of(value: object) -> date | None:
    """The day of a cell that holds a day or a time."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def number_of(value: object) -> float | None:
    """The number of a cell that holds one; a tick is none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
