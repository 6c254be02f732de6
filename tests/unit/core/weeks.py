"""Weeks of a person's life with a caseload, for laws of the planner: what they type, drag, answer, delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from app.core.model import Event, EventChanges, FormAnswer, Snapshot
from sheets_schema.model import Value
from sheets_schema.read import Row, TabRows
from tests.unit.core.caseloads import (
    CODES,
    COUNSELORS,
    STUDENTS,
    TODAY,
    caseloads,
    mail_comes,
    meeting_is_booked,
    with_meeting,
)

# What people do. Each takes a number to choose by, and leaves alone what it cannot do.


def with_rows(seen: Snapshot, tab: str, rows: Sequence[Row]) -> Snapshot:
    tabs = {**seen.book.tabs, tab: TabRows(tuple(rows), ())}
    return replace(seen, book=replace(seen.book, tabs=tabs))


def typed(seen: Snapshot, tab: str, number: int, **cells: Value) -> Snapshot:
    rows = seen.book[tab]
    if not rows:
        return seen
    row = rows[number % len(rows)]
    new = replace(row, cells={**row.cells, **cells})
    return with_rows(seen, tab, [new if one is row else one for one in seen.book.tabs[tab].rows])


def all_typed(seen: Snapshot, tab: str, **cells: Value) -> Snapshot:
    for number in range(len(seen.book[tab])):
        seen = typed(seen, tab, number, **cells)
    return seen


def row_deleted(seen: Snapshot, tab: str, row: Row) -> Snapshot:
    rows = [
        replace(one, index=one.index - (one.index > row.index))
        for one in seen.book.tabs[tab].rows
        if one is not row
    ]
    return with_rows(seen, tab, rows)


def event_changed(seen: Snapshot, number: int, **changed: Any) -> Snapshot:
    """A person changes one of Holdfast's own events."""
    events = [one for one in (seen.own_events.events if seen.own_events else ()) if not one.cancelled]
    if not events:
        return seen
    event = events[number % len(events)]
    return with_event(seen, replace(event, etag=f"{event.etag}'", **changed))


def with_event(seen: Snapshot, event: Event) -> Snapshot:
    here = {one.id: one for one in seen.own_events.events} if seen.own_events else {}
    changes = EventChanges(tuple({**here, event.id: event}.values()), "token", full=True)
    return replace(seen, own_events=changes)


def meeting_changes(seen: Snapshot, number: int, **changed: Any) -> Snapshot:
    events = seen.meetings.events if seen.meetings else ()
    if not events:
        return seen
    event = events[number % len(events)]
    if event.start is not None and changed.get("start") == "later":
        start = event.start + timedelta(hours=1 + number % 30)
        changed = {"start": start, "end": start + timedelta(hours=1)}
    return with_meeting(seen, replace(event, etag=f"{event.etag}'", **changed))


def form_is_answered(seen: Snapshot, number: int) -> Snapshot:
    forms = [one for one in seen.forms if not one.closed and one.kind == "use"]
    if not forms:
        return seen
    form = forms[number % len(forms)]
    says = {"used": "no, but I could", "wants_a_goal": "yes", "goal": f"my goal {number % 3}", "helped": "3"}
    values = {question: (says.get(name, "yes"),) for question, (_, name) in form.questions.items()}
    when = seen.taken - timedelta(seconds=60 + len(seen.answers))
    answer = FormAnswer(form.form_id, f"r{number % 40}", when, "", values)
    if answer.response_id in {one.response_id for one in seen.answers}:
        return seen
    return replace(seen, answers=(*seen.answers, answer))


def answer_is_edited(seen: Snapshot, number: int) -> Snapshot:
    if not seen.answers:
        return seen
    old = seen.answers[number % len(seen.answers)]
    values = {
        key: (f"my goal {number}",) if said[0].startswith("my") else said for key, said in old.values.items()
    }
    new = replace(old, values=values, submitted=seen.taken - timedelta(seconds=number % 50))
    return replace(seen, answers=tuple(new if one is old else one for one in seen.answers))


def form_is_deleted(seen: Snapshot, number: int) -> Snapshot:
    if not seen.forms:
        return seen
    gone = seen.forms[number % len(seen.forms)].form_id
    return replace(seen, polled={**seen.polled, gone: False})


def drags(seen: Snapshot, number: int) -> Snapshot:
    day = TODAY + timedelta(number % 15)
    return event_changed(seen, number, start=day, end=day + timedelta(1))


def deletes(tab: str) -> Callable[[Snapshot, int], Snapshot]:
    def act(seen: Snapshot, number: int) -> Snapshot:
        rows = seen.book[tab]
        return row_deleted(seen, tab, rows[number % len(rows)]) if rows else seen

    return act


def adds(tab: str, **cells: Value) -> Callable[[Snapshot, int], Snapshot]:
    """Types a row at the end of a log; it has no id yet."""

    def act(seen: Snapshot, number: int) -> Snapshot:
        rows = seen.book.tabs[tab].rows
        last = max((row.index for row in rows), default=0)
        new = Row(None, last + 1, {**cells, "student": CODES[number % STUDENTS]})
        return with_rows(seen, tab, [*rows, new])

    return act


Act = Callable[[Snapshot, int], Snapshot]
ACTS: tuple[Act, ...] = (
    lambda seen, n: typed(seen, "contact_log", n, summary=f"said {n}", action_due=TODAY),
    lambda seen, n: typed(seen, "students", n, status="exited"),
    lambda seen, n: typed(seen, "students", n, last_review=TODAY - timedelta(n % 400)),
    lambda seen, n: typed(seen, "students", n, counselor=COUNSELORS[n % 3]),
    lambda seen, n: typed(seen, "students", n, student_email=f"new{n % 7}@students.test"),
    lambda seen, n: typed(seen, "students", n, random_things_to_do=f"by 2026-11-{n % 20 + 10} do {n % 3}"),
    lambda seen, n: typed(seen, "reminders", n, done=True),
    lambda seen, n: typed(seen, "reminders", n, acknowledged="seen"),
    lambda seen, n: typed(seen, "reminders", n, due=TODAY + timedelta(n % 9)),
    lambda seen, n: typed(seen, "meetings", n, title=f"Mine {n % 5}"),
    lambda seen, n: typed(seen, "survey_links", n, excused=True),
    lambda seen, n: typed(seen, "survey_rounds", n, closes=TODAY - timedelta(1)),
    adds("contact_log", date=TODAY, summary="call"),
    adds("to_do", week_of=TODAY, item="read"),
    deletes("contact_log"), deletes("meetings"), deletes("survey_answers"), deletes("accommodations"),
    deletes("to_do"), deletes("goals"),
    mail_comes, meeting_is_booked, form_is_answered, answer_is_edited, answer_is_edited, drags,
    form_is_deleted,
    lambda seen, n: typed(seen, "survey_answers", n, goal=f"told me {n}"),
    lambda seen, n: answer_is_edited(all_typed(seen, "survey_answers", goal="told me"), n),
    lambda seen, n: all_typed(seen, "meetings", kind="student"),
    lambda seen, n: event_changed(seen, n, title=f"✓ {n}"),
    lambda seen, n: event_changed(seen, n, cancelled=True),
    lambda seen, n: meeting_changes(seen, n, title=f"Theirs {n % 5}"),
    lambda seen, n: meeting_changes(seen, n, start="later"),
    lambda seen, n: meeting_changes(seen, n, cancelled=True),
)  # fmt: skip


@dataclass(frozen=True)
class Weeks:
    """What people do between passes: of each stretch how many days it lasts, how many Forms are answered,
    and the acts, each with a number to choose by."""

    stretches: tuple[tuple[int, int, tuple[tuple[int, int], ...]], ...]

    def acted(self, seen: Snapshot, stretch: int) -> Snapshot:
        days, answers, acts = self.stretches[stretch]
        seen = replace(seen, taken=seen.taken + timedelta(days))
        for number in range(answers):
            seen = form_is_answered(seen, number + 7 * stretch)
        for act, number in acts:
            seen = ACTS[act](seen, number)
        return seen


@dataclass(frozen=True)
class Life:
    """A caseload as it begins, and what becomes of it. A failure shows the latter: the first is too long."""

    begins: Snapshot
    weeks: Weeks

    def __repr__(self) -> str:
        return repr(self.weeks)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    acts = st.lists(st.tuples(st.integers(0, len(ACTS) - 1), st.integers(0, 999)), max_size=8).map(tuple)
    stretch = st.tuples(st.sampled_from([0, 0, 1, 4, 8]), st.integers(0, 4), acts)
    return Life(draw(caseloads()), Weeks(draw(st.tuples(stretch, stretch))))
