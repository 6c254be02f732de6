"""The private note to a student on where they stand for the award and what holds them back (R23, S10).

On the first school day of a month within the semester, each student gets their own line and nobody else's.
"""

from __future__ import annotations

from datetime import date, timedelta

from app.core.awards import AwardLine, award
from app.core.digest import Letter
from app.core.mail import Block, write
from app.core.names import clean, split_name
from app.core.reminder_rules import AWARD_NOTE
from app.core.roster.merge import code_of
from app.core.rules import MailMode, Rules
from app.core.schooldays import next_school_day
from sheets_schema.read import Book, Row

_MADE_GOOD = timedelta(days=6)  # after a first school day on which nothing ran


def award_notes(book: Book, today: date, rules: Rules) -> tuple[Letter, ...]:
    """A note to every student who has an address and a score, in these days of the month."""
    first = next_school_day(today.replace(day=1), rules.school)
    if not first <= today <= first + _MADE_GOOD or not _within_semester(today, rules):
        return ()
    if "award" in rules.off or rules.mode(AWARD_NOTE) is MailMode.OFF:
        return ()
    lines = {line.student: line for line in award(book, today, rules).lines}
    letters = []
    for row in book["students"]:
        line = lines.get(code_of(row))
        if line is None or line.score is None or not row["student_email"] or row["status"] == "exited":
            continue
        natural = f"{AWARD_NOTE}/{today:%Y-%m}/{line.student}"
        written = write("Where you stand", _blocks(row, line, rules))
        letters.append(Letter(natural, AWARD_NOTE, str(row["student_email"]), written, first + _MADE_GOOD))
    return tuple(letters)


def _within_semester(today: date, rules: Rules) -> bool:
    start, end = rules.semester_start, rules.semester_end
    return start is not None and start <= today and (end is None or today <= end)


def _blocks(row: Row, line: AwardLine, rules: Rules) -> list[Block]:
    called = clean(str(row["preferred_name"] or split_name(str(row["name"] or ""))[0]))
    blocks: list[Block] = [f"Hello {called}," if called else "Hello,", "This note is for you alone."]
    blocks.append(f"For the skateboard award you have {line.score:g} of 100 points. {_standing(line)}")
    if line.holding_back:
        blocks.append("What would bring you most:")
        blocks.append(tuple(f"{clean(one.text)} (up to {one.gain:g} points)" for one in line.holding_back))
    blocks.append("Come and talk to me if something here looks wrong.")
    if clean(rules.school_name):
        blocks.append(clean(rules.school_name))
    return blocks


def _standing(line: AwardLine) -> str:
    if line.rank is not None:
        return f"That is place {line.rank}."
    if line.status.startswith("on hold"):
        return f"You are {line.status}."
    return "You have no place yet: there is too little to count so far."
