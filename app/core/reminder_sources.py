"""Where reminders come from: one function a rule, from the rows of the workbook to what is due now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from app.core.addresses import PARENTS, mailbox
from app.core.due import days_left, first_named, next_due
from app.core.meetings import is_called_off
from app.core.reminder_rules import (
    BOOKING_DAYS,
    CASE_MANAGER,
    COUNSELOR_FROM_DAYS,
    NOTICE_SCHOOL_DAYS,
    RULES,
    Reminder,
    key_of,
)
from app.core.roster.dates import spelled
from app.core.roster.merge import code_of
from app.core.rules import Rules
from app.core.schooldays import add_school_days, next_school_day
from app.core.things import Thing, read_things
from sheets_schema.read import Book, Row


@dataclass(frozen=True)
class Situation:
    """What every rule looks at."""

    book: Book
    today: date
    rules: Rules

    @property
    def students(self) -> Iterator[tuple[str, Row]]:
        """Code and row of everybody who is still on the caseload."""
        for row in self.book["students"]:
            code = code_of(row)
            if code and row["name"] and row["status"] != "exited":
                yield code, row

    def push(self, day: date) -> date:
        return next_school_day(day, self.rules.school)

    def leads(self, rule: str, due: date) -> tuple[date, ...]:
        """The days on which a digest names it, moved to school days."""
        school = self.rules.school
        if RULES[rule].in_school_days:
            return tuple(add_school_days(due, -lead, school) for lead in RULES[rule].leads)
        return tuple(self.push(due - timedelta(days=lead)) for lead in RULES[rule].leads)

    def kept_due(self, rule: str, student: str, what: str, why: str) -> date | None:
        """The day an open row of the same words has: "Fri" still means the Friday it meant when written."""
        return self._dues.get((rule, student, what, why))

    @cached_property
    def _dues(self) -> Mapping[tuple[str, str, str, str], date]:
        kept: dict[tuple[str, str, str, str], date] = {}
        for row in sorted(self.book["reminders"], key=lambda row: row.id or 0):
            words = (str(row["rule"]), str(row["student"] or ""), str(row["what"]), str(row["why"]))
            due = _day(row["due"])
            if due is not None and row["state"] != "withdrawn":
                kept.setdefault(words, due)
        return kept


def review_due(now: Situation) -> Iterable[Reminder]:
    """R1."""
    for code, row in now.students:
        last = _day(row["last_review"])
        due = next_due(last, now.rules.review_cycle_days, now.rules.one_day_less)
        if due is None or now.today < first_named(due, RULES["R1"].leads):
            continue
        counselor = str(row["counselor"] or "") if days_left(due, now.today) <= COUNSELOR_FROM_DAYS else ""
        yield _reminder(
            now, "R1", code, (last,), "Plan review", due,
            f"The plan review is due on {spelled(due)}. It ends with a new Last Review.",
            audience=(counselor,) if counselor else (),
        )  # fmt: skip


def evaluation_due(now: Situation) -> Iterable[Reminder]:
    """R2."""
    for code, row in now.students:
        last = _day(row["last_evaluation"])
        due = next_due(last, now.rules.reevaluation_cycle_days, now.rules.one_day_less)
        if due is not None and now.today >= first_named(due, RULES["R2"].leads):
            why = f"The re-evaluation is due on {spelled(due)}. It ends with a new Last Evaluation."
            yield _reminder(now, "R2", code, (last,), "Re-evaluation", due, why)


def meeting_not_booked(now: Situation) -> Iterable[Reminder]:
    """R3. The day by which to book is what is due."""
    for code, row in now.students:
        last = _day(row["last_review"])
        review = next_due(last, now.rules.review_cycle_days, now.rules.one_day_less)
        if review is None:
            continue
        book_by = review - timedelta(days=BOOKING_DAYS)
        if now.today < book_by or _has_meeting(now.book, code, book_by - timedelta(days=BOOKING_DAYS)):
            continue
        why = (
            f"The plan review is due on {spelled(review)}; no meeting is booked. It ends with a Meetings row."
        )
        yield _reminder(now, "R3", code, (last,), "Book the review meeting", book_by, why)


def _has_meeting(book: Book, code: str, since: date) -> bool:
    return any(
        row["student"] == code and (start := _day(row["start"])) is not None and start >= since
        and not is_called_off(row["title"])
        for row in book["meetings"]
    )  # fmt: skip


def notice_not_sent(now: Situation) -> Iterable[Reminder]:
    """R4, for the meetings that need a notice."""
    for row in now.book["meetings"]:
        start = _day(row["start"])
        if row["kind"] not in ("plan review", "re-evaluation") or start is None or start < now.today:
            continue
        if row["notice_sent"] or "notice_sent" in row.faulty or is_called_off(row["title"]):
            continue
        due = add_school_days(start, -NOTICE_SCHOOL_DAYS, now.rules.school)
        if now.today < add_school_days(due, -RULES["R4"].leads[0], now.rules.school):
            continue
        why = f"The meeting is on {spelled(start)} and Notice Sent is blank."
        about = row["event"] or row.id
        yield _reminder(now, "R4", str(row["student"] or ""), (about,), "Send the meeting notice", due, why)


def survey_not_answered(now: Situation) -> Iterable[Reminder]:
    """R5, while the round is open; it goes to the student."""
    emails = {code: str(row["student_email"] or "") for code, row in now.students}
    answered = {(row["round"], row["student"]) for row in now.book["survey_answers"]}
    for row in now.book["survey_rounds"]:
        opens, closes = _day(row["opens"]), _day(row["closes"])
        if opens is None or now.today < opens or (closes is not None and now.today > closes):
            continue
        due = closes or opens + timedelta(days=14)
        days = [opens, opens + timedelta(days=5), opens + timedelta(days=10), due - timedelta(days=2)]
        named = tuple(sorted({now.push(day) for day in days if opens <= day <= due}))
        for link in now.book["survey_links"]:
            code = str(link["student"] or "")
            open_still = link["round"] == row["round"] and not link["excused"] and not link["answered"]
            if not open_still or code not in emails or (row["round"], code) in answered:
                continue
            why = f"The survey {row['round']} is open until {spelled(due)} and there is no answer yet."
            yield _reminder(
                now, "R5", code, (row["round"],), f"Survey {row['round']} not answered", due, why,
                who=f"student; {CASE_MANAGER}", audience=(emails[code],) if emails[code] else (), named=named,
            )  # fmt: skip


_WISHES = ("yes", "tell me more")
_NO = ("no, but I could", "no, the teacher did not offer it", "did not know I had it")


def answer_says_no(now: Situation) -> Iterable[Reminder]:
    """R6, one for a student and round; a Review Note on each accommodation named ends it."""
    noted = {row.id for row in now.book["accommodations"] if row["review_note"]}
    here = {code for code, _ in now.students}
    found: dict[tuple[str, str], list[Row]] = {}
    for row in now.book["survey_answers"]:
        asks = row["used"] in _NO or row["wants_a_goal"] in _WISHES or row["want_to_talk"] == "yes"
        if asks and row["accommodation"] not in noted and row["student"] in here and row["submitted"]:
            found.setdefault((str(row["student"]), str(row["round"])), []).append(row)
    for (code, round_name), rows in found.items():
        no = sum(row["used"] in _NO for row in rows)
        goals = sum(row["wants_a_goal"] in _WISHES for row in rows)
        talk = any(row["want_to_talk"] == "yes" for row in rows)
        first = min(day for row in rows if (day := _day(row["submitted"])) is not None)
        parts = (
            f"{no} not used" if no else "",
            f"{goals} asking for a goal" if goals else "",
            "asked to talk" if talk else "",
        )
        what = f"Talk about the survey answers: {', '.join(filter(None, parts))}"
        why = f"Answers of {round_name}. It ends with a Review Note on each accommodation."
        due = add_school_days(first, 1, now.rules.school)
        yield _reminder(now, "R6", code, (round_name,), what, due, why)


def no_parent_contact(now: Situation) -> Iterable[Reminder]:
    """R9. Counts what the sheet counts, and rows about the student that leave the role blank."""
    gap = now.rules.contact_gap_days
    if gap is None:
        return
    parents: dict[str, set[str]] = {}
    for row in now.book["team"]:
        if row["role"] in PARENTS and row["email"] and row["student"]:
            parents.setdefault(str(row["student"]), set()).add(mailbox(str(row["email"])))
    by_address, by_student = _newest_contacts(now.book)
    for code, row in now.students:
        days = [by_address[box] for box in parents.get(code, set()) if box in by_address]
        last = max([*days, *by_student.get(code, [])], default=None)
        since = last or _day(row["joined"])
        if since is not None and now.today < since + timedelta(days=gap):
            continue
        what = "Contact a parent or guardian"
        why = f"The last contact was on {spelled(last)}." if last else "No contact is on the log yet."
        # without a logged contact it is due from the day it was first noticed, not years ago
        due = last + timedelta(days=gap) if last else now.kept_due("R9", code, what, why) or now.today
        yield _reminder(now, "R9", code, (last or "never",), what, due, why)


def _newest_contacts(book: Book) -> tuple[dict[str, date], dict[str, list[date]]]:
    """The newest day by mailbox; and by student, of rows whose role is a parent's or blank."""
    by_address: dict[str, date] = {}
    by_student: dict[str, list[date]] = {}
    for row in book["contact_log"]:
        day = _day(row["date"])
        if day is None:
            continue
        if row["email"]:
            box = mailbox(str(row["email"]))
            by_address[box] = max(day, by_address.get(box, day))
        if row["student"] and (row["role"] in PARENTS or not row["role"]):
            by_student.setdefault(str(row["student"]), []).append(day)
    return by_address, by_student


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
    why = f"The line in Random Things to Do says “{thing.when}”. “x ” in front closes it."
    kept = now.kept_due("R18", code, thing.text, why)
    return _reminder(now, "R18", code, (thing.key,), thing.text, kept or due, why, title=thing.text)


def release_expires(now: Situation) -> Iterable[Reminder]:
    """R22."""
    here = {code for code, _ in now.students}
    for row in now.book["team"]:
        expires = _day(row["release_expires"])
        if expires is None or now.today < first_named(expires, RULES["R22"].leads):
            continue
        if row["student"] and row["student"] not in here:
            continue
        why = f"The release is good until {spelled(expires)}. It ends with a new date in Release Expires."
        what = f"Release for {row['person'] or 'a team member'} expires"
        yield _reminder(now, "R22", str(row["student"] or ""), (row.id, expires), what, expires, why)


SOURCES: tuple[Callable[[Situation], Iterable[Reminder]], ...] = (
    review_due,
    evaluation_due,
    meeting_not_booked,
    notice_not_sent,
    survey_not_answered,
    answer_says_no,
    no_parent_contact,
    things_to_do,
    release_expires,
)


def _reminder(
    now: Situation,
    rule: str,
    code: str,
    about: tuple[object, ...],
    what: str,
    due: date,
    why: str,
    *,
    title: str = "",
    who: str = CASE_MANAGER,
    audience: tuple[str, ...] = (),
    named: tuple[date, ...] = (),
) -> Reminder:
    told = f"{who}, counselor" if audience and rule == "R1" else who
    return Reminder(
        key=key_of(rule, code, *about),
        rule=rule,
        student=code,
        what=what,
        due=now.push(due),
        why=why,
        who=told,
        title=title or RULES[rule].title,
        audience=audience,
        named=named or now.leads(rule, due),
    )


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
