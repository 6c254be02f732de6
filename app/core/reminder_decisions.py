"""Reminders about decisions: course choice (R19), what others decided (R20), modifications (R21)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from app.core.due import first_named
from app.core.names import clean
from app.core.reminder_rules import RULES, Reminder
from app.core.roster.dates import spelled
from app.core.situation import Situation, day_of, number_of, remind
from sheets_schema.read import Row

_UNDECIDED = "undecided"


def course_choice_open(now: Situation) -> Iterable[Reminder]:
    """R19, one for a student and year: the choice closes and no course is final."""
    closes = now.rules.course_choice_by
    if closes is None or now.today < first_named(closes, RULES["R19"].leads):
        return
    for (code, year), rows in _plans(now).items():
        why = (
            f"The choice for {year} closes on {spelled(closes)} and none of {len(rows)} courses is final. "
            "Final on Course Planning settles it."
        )
        what = f"Course choice for {year}"
        audience = now.counselor_of(code)
        yield remind(now, "R19", code, ("choice", year, closes), what, closes, why, audience=audience)


def views_differ(now: Situation) -> Iterable[Reminder]:
    """R19, one for a student and year: case manager and counselor do not say the same. As in Agreement."""
    for (code, year), rows in _plans(now).items():
        courses = sorted(
            clean(str(row["option"] or row["subject"] or "a course")) for row in rows if _open(row)
        )
        if not courses:
            continue
        why = f"Case manager and counselor have not agreed on {', '.join(courses)}."
        what = f"Agree on the courses of {year}"
        audience = now.counselor_of(code)
        yield remind(now, "R19", code, ("views", year), what, None, why, audience=audience)


def _plans(now: Situation) -> dict[tuple[str, int], list[Row]]:
    """The courses of each student and year of which none is final. Past years are left out."""
    found: dict[tuple[str, int], list[Row]] = {}
    for row in now.book["course_planning"]:
        year = number_of(row["year"])
        if year is not None and year >= now.today.year and row["student"] in now.here:
            found.setdefault((str(row["student"]), int(year)), []).append(row)
    return {key: rows for key, rows in sorted(found.items()) if not any(row["final"] for row in rows)}


def _open(row: Row) -> bool:
    ours, theirs = row["case_manager_view"], row["counselor_view"]
    return bool(ours and theirs) and (ours != theirs or _UNDECIDED in (ours, theirs))


def decided_without(now: Situation) -> Iterable[Reminder]:
    """R20."""
    for row in now.book["decisions"]:
        code = str(row["student"] or "")
        if row.id is None or not row["decision"] or row["case_manager_consulted"]:
            continue
        if "case_manager_consulted" in row.faulty or (code and code not in now.here):
            continue
        day = day_of(row["date"])
        who = clean(str(row["decided_by"] or "")) or "Somebody"
        on = f" on {spelled(day)}" if day else ""
        why = (
            f"{who} decided it{on}, and Case Manager Consulted is not ticked. "
            "A line under Acknowledged settles it."
        )
        what = f"Decided without you: {clean(str(row['decision']))}"
        yield remind(now, "R20", code, (row.id,), what, day, why)


def consequences_not_told(now: Situation) -> Iterable[Reminder]:
    """R21."""
    days = now.rules.consequences_days
    if days is None:
        return
    for row in now.book["modifications"]:
        if row.id is None or row["student"] not in now.here or not (row["subject"] or row["what"]):
            continue
        if row["consequences_told"] or "consequences_told" in row.faulty:
            continue
        since = day_of(row["since"])
        if since is not None and now.today < since + timedelta(days=days):
            continue
        course = clean(str(row["subject"] or "A course"))
        on = f" since {spelled(since)}" if since else ""
        why = (
            f"{course} is modified{on}, and nobody has noted that the family was told what it can cost. "
            "A day in Consequences Told settles it."
        )
        due = since + timedelta(days=days) if since else None
        what = f"Tell the consequences: {course}"
        yield remind(now, "R21", str(row["student"]), (row.id,), what, due, why)
