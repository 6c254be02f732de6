"""Reminders about what others have to do: teachers who have not read (R8), promised actions (R10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.core.addresses import mailbox
from app.core.names import clean
from app.core.reminder_rules import READ_SCHOOL_DAYS, Reminder, key_of
from app.core.roster.dates import spelled
from app.core.schooldays import add_school_days
from app.core.situation import Situation, day_of, remind
from sheets_schema.read import Row


def not_read(now: Situation) -> Iterable[Reminder]:
    """R8, one for a teacher who has a file and has not ticked it for each student.

    Nothing says when the file came, so the days count from when it was first noticed, which its row keeps.
    """
    waiting: dict[str, list[Row]] = {}
    for row in now.book["team"]:
        box = mailbox(str(row["email"])) if row["email"] else ""
        if row["role"] == "teacher" and box in now.outside.teachers and row["student"] in now.here:
            waiting.setdefault(box, []).append(row)
    for rows in waiting.values():
        first = min(row.id or 0 for row in rows)
        if all(row["acknowledged"] for row in rows):
            continue
        name = clean(str(rows[0]["person"] or rows[0]["email"]))
        what = f"{name} has not ticked “read”"
        why = "The tick in the teacher's own file settles it."
        kept = now.kept_due(key_of("R8", "", first), why)
        due = kept or add_school_days(now.today, READ_SCHOOL_DAYS, now.rules.school)
        audience = (str(rows[0]["email"]),)
        yield remind(now, "R8", "", (first,), what, due, why, audience=audience, as_it_is=kept is not None)


def promised(now: Situation) -> Iterable[Reminder]:
    """R10, from the moment an action has a day, until Done."""
    team = _team(now)
    for row in now.book["contact_log"]:
        due, code = day_of(row["action_due"]), str(row["student"] or "")
        if due is None or row.id is None or not row["action"] or (code and code not in now.here):
            continue
        if row["done"] or "done" in row.faulty:
            continue
        owner = clean(str(row["owner"] or ""))
        why = f"{owner or 'You'} promised it for {spelled(due)}. A day in Done on Contact Log settles it."
        what = f"Promised: {clean(str(row['action']))}"
        audience = _address(now, team, row, owner)
        yield remind(now, "R10", code, (row.id,), what, due, why, audience=audience)


def _team(now: Situation) -> Mapping[str, list[Row]]:
    """The rows of Team by the person's name and by their mailbox."""
    found: dict[str, list[Row]] = {}
    for row in now.book["team"]:
        names = {clean(str(row["person"] or "")).casefold(), mailbox(str(row["email"] or ""))}
        for name in names - {""}:
            found.setdefault(name, []).append(row)
    return found


def _address(now: Situation, team: Mapping[str, list[Row]], row: Row, owner: str) -> tuple[str, ...]:
    """Where the owner may be written to: on Team only who may receive what concerns a student."""
    is_address = "@" in owner and " " not in owner
    on_team = team.get(mailbox(owner) if is_address else owner.casefold(), []) if owner else []
    if not on_team:
        return (owner,) if is_address else ()
    about = [one for one in on_team if not row["student"] or one["student"] == row["student"]]
    allowed = [one for one in about if one["email"] and one["may_receive"] and not _expired(one, now.today)]
    boxes = {mailbox(str(one["email"])): str(one["email"]) for one in allowed}
    return tuple(boxes.values()) if len(boxes) == 1 else ()


def _expired(person: Row, today: date) -> bool:
    until = day_of(person["release_expires"])
    return until is not None and until < today
