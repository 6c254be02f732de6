"""Where reminders come from: one function a rule, from the rows of the workbook to what is due now.

Those that go together are in rooms of their own: surveys, checks, goals, the week in class, decisions, other
people, the whole caseload.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from app.core.addresses import PARENTS, mailbox
from app.core.due import days_left, first_named, next_due
from app.core.meetings import is_called_off
from app.core.reminder_behavior import behavior_under_target, ticket_open, tracker_not_filled
from app.core.reminder_caseload import award_notes_wait, faults, semester_closes, weight_over_limit
from app.core.reminder_checks import (
    failing_elsewhere,
    first_talk_missing,
    follow_ups,
    grade_check_old,
    grades_fallen,
    organization_check_old,
)
from app.core.reminder_decisions import (
    consequences_not_told,
    course_choice_open,
    decided_without,
    views_differ,
)
from app.core.reminder_goals import goal_not_measured, under_the_line
from app.core.reminder_people import not_read, promised
from app.core.reminder_rules import (
    BOOKING_DAYS,
    COUNSELOR_FROM_DAYS,
    NOTICE_SCHOOL_DAYS,
    RULES,
    Reminder,
    key_of,
)
from app.core.reminder_surveys import answer_says_no, survey_not_answered, unused_again
from app.core.roster.dates import spelled
from app.core.schooldays import add_school_days
from app.core.situation import Situation, day_of, remind
from app.core.things import Thing, read_things
from sheets_schema.model import Value
from sheets_schema.read import Book


def review_due(now: Situation) -> Iterable[Reminder]:
    """R1."""
    for code, row in now.students:
        last = day_of(row["last_review"])
        due = next_due(last, now.rules.review_cycle_days, now.rules.one_day_less)
        if due is None or now.today < first_named(due, RULES["R1"].leads):
            continue
        audience = now.counselor_of(code) if days_left(due, now.today) <= COUNSELOR_FROM_DAYS else ()
        yield remind(
            now, "R1", code, (last,), "Plan review", due,
            f"The plan review is due on {spelled(due)}. A new date in Last Review settles it.",
            audience=audience,
        )  # fmt: skip


def evaluation_due(now: Situation) -> Iterable[Reminder]:
    """R2."""
    for code, row in now.students:
        last = day_of(row["last_evaluation"])
        due = next_due(last, now.rules.reevaluation_cycle_days, now.rules.one_day_less)
        if due is not None and now.today >= first_named(due, RULES["R2"].leads):
            why = f"The re-evaluation is due on {spelled(due)}. A new date in Last Evaluation settles it."
            yield remind(now, "R2", code, (last,), "Re-evaluation", due, why)


def meeting_not_booked(now: Situation) -> Iterable[Reminder]:
    """R3. The day by which to book is what is due."""
    for code, row in now.students:
        last = day_of(row["last_review"])
        review = next_due(last, now.rules.review_cycle_days, now.rules.one_day_less)
        if review is None:
            continue
        book_by = review - timedelta(days=BOOKING_DAYS)
        if now.today < book_by or _has_meeting(now.book, code, first_named(review, RULES["R1"].leads)):
            continue
        why = (
            f"The plan review is due on {spelled(review)} and no meeting is booked. "
            "A row on Meetings settles it."
        )
        yield remind(now, "R3", code, (last,), "Book the review meeting", book_by, why)


def _has_meeting(book: Book, code: str, since: date) -> bool:
    return any(
        row["student"] == code and (start := day_of(row["start"])) is not None and start >= since
        and not is_called_off(row["title"])
        for row in book["meetings"]
    )  # fmt: skip


def notice_not_sent(now: Situation) -> Iterable[Reminder]:
    """R4, for the meetings that need a notice."""
    for row in now.book["meetings"]:
        start = day_of(row["start"])
        if row["kind"] not in ("plan review", "re-evaluation") or start is None or start < now.today:
            continue
        if row["notice_sent"] or "notice_sent" in row.faulty or is_called_off(row["title"]):
            continue
        due = add_school_days(start, -NOTICE_SCHOOL_DAYS, now.rules.school)
        if now.today < add_school_days(due, -RULES["R4"].leads[0], now.rules.school):
            continue
        why = f"The meeting is on {spelled(start)} and Notice Sent is blank."
        about = row["event"] or row.id
        yield remind(now, "R4", str(row["student"] or ""), (about,), "Send the meeting notice", due, why)


def no_parent_contact(now: Situation) -> Iterable[Reminder]:
    """R9. Counts what the sheet counts."""
    gap = now.rules.contact_gap_days
    if gap is None:
        return
    contacts = _parent_contacts(now.book)
    for code, row in now.students:
        last = max(contacts.get(code, ()), default=None)
        since = last or day_of(row["joined"])
        if since is not None and now.today < since + timedelta(days=gap):
            continue
        what = "Contact a parent or guardian"
        why = f"The last contact was on {spelled(last)}." if last else _NONE_YET
        # without a logged contact it is due from the day it was first noticed, not years ago
        due = last + timedelta(days=gap) if last else None
        yield remind(now, "R9", code, (last or "never",), what, due, why)


_NONE_YET = (
    "No contact with a parent is on the log yet. A row there counts by its Role, "
    "or by a Person named as on Team."
)


def _parent_contacts(book: Book) -> dict[str, list[date]]:
    """The days by student: of rows with a parent's address, and of rows about the student with a parent, by
    the row's role or by the name as on Team."""
    by_address: dict[str, set[str]] = {}
    by_name: set[tuple[str, str]] = set()
    for row in book["team"]:
        if row["role"] in PARENTS and row["student"]:
            by_name.add((str(row["student"]), _name(row["person"])))
            if row["email"]:
                by_address.setdefault(mailbox(str(row["email"])), set()).add(str(row["student"]))
    found: dict[str, list[date]] = {}
    for row in book["contact_log"]:
        day, code = day_of(row["date"]), str(row["student"] or "")
        if day is None:
            continue
        about = by_address.get(mailbox(str(row["email"])), set()) if row["email"] else set()
        named = row["person"] and (code, _name(row["person"])) in by_name
        for student in about | ({code} if code and (row["role"] in PARENTS or named) else set()):
            found.setdefault(student, []).append(day)
    return found


def _name(typed: Value) -> str:
    return str(typed or "").casefold()


def things_to_do(now: Situation) -> Iterable[Reminder]:
    """R18. A line keeps the day it was first read as, until its day words are changed."""
    for code, row in now.students:
        cell = row["random_things_to_do"]
        if not isinstance(cell, str):
            continue
        for thing in read_things(cell, now.today, now.rules.date_order):
            if thing.due is not None and not thing.closed:
                yield _thing(now, code, thing, thing.due)


def _thing(now: Situation, code: str, thing: Thing, due: date) -> Reminder:
    why = f"The line in Random Things to Do says “{thing.when}”. “x ” in front of it settles it."
    about = (thing.key,)
    kept = now.kept_due(key_of("R18", code, *about), why)
    at = kept or due
    return remind(now, "R18", code, about, thing.text, at, why, title=thing.text, as_it_is=kept is not None)


def release_expires(now: Situation) -> Iterable[Reminder]:
    """R22."""
    for row in now.book["team"]:
        expires = day_of(row["release_expires"])
        if expires is None or now.today < first_named(expires, RULES["R22"].leads):
            continue
        if row["student"] and row["student"] not in now.here:
            continue
        why = f"The release is good until {spelled(expires)}. A new date in Release Expires settles it."
        what = f"Release for {row['person'] or 'a team member'} expires"
        yield remind(now, "R22", str(row["student"] or ""), (row.id, expires), what, expires, why)


SOURCES: tuple[tuple[str, Callable[[Situation], Iterable[Reminder]]], ...] = (
    ("R1", review_due),
    ("R2", evaluation_due),
    ("R3", meeting_not_booked),
    ("R4", notice_not_sent),
    ("R5", survey_not_answered),
    ("R6", answer_says_no),
    ("R7", unused_again),
    ("R8", not_read),
    ("R9", no_parent_contact),
    ("R10", promised),
    ("R11", grade_check_old),
    ("R11", grades_fallen),
    ("R11", failing_elsewhere),
    ("R12", organization_check_old),
    ("R13", first_talk_missing),
    ("R13", follow_ups),
    ("R14", goal_not_measured),
    ("R15", under_the_line),
    ("R16", behavior_under_target),
    ("R16", tracker_not_filled),
    ("R17", ticket_open),
    ("R18", things_to_do),
    ("R19", course_choice_open),
    ("R19", views_differ),
    ("R20", decided_without),
    ("R21", consequences_not_told),
    ("R22", release_expires),
    ("R23", award_notes_wait),
    ("R23", semester_closes),
    ("R24", weight_over_limit),
    ("R25", faults),
)
