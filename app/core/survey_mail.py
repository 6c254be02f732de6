"""The survey's mails to a student: the invitation, and on the rule's days a reminder, in their language.

Subjects name nobody and no accommodation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from app.core.digest import Letter
from app.core.mail import Block, Link, write
from app.core.names import clean, split_name
from app.core.reminder_rules import Reminder
from app.core.roster.merge import code_of
from app.core.survey import USE, kind_of
from app.core.survey_knowledge_texts import knowledge_wording
from app.core.survey_texts import wording
from app.core.survey_words import Mails
from sheets_schema.read import Book, Row

INVITATION = "survey invitation"


def invitation_key(round_name: str, student: str) -> str:
    """The one name of an invitation, in the ledger and on _Holdfast."""
    return f"invitation/{round_name}/{student}"


def _mails(row: Row, kind: str) -> Mails:
    language = str(row["language"] or "")
    return (wording if kind == USE else knowledge_wording)(language).mails


def invitation(
    row: Row, round_name: str, link: str, closes: date, school: str = "", kind: str = USE
) -> Letter:
    """The mail that brings a student the survey of this kind. `row` is the student's."""
    words, mails = wording(str(row["language"] or "")), _mails(row, kind)
    blocks: list[Block] = [
        _hello(row),
        mails.why,
        Link(mails.link, link),
        mails.until.format(day=words.spelled(closes)),
    ]
    if clean(school):
        blocks.append(clean(school))
    written = write(mails.subject, blocks)
    natural = invitation_key(round_name, code_of(row))
    return Letter(natural, INVITATION, str(row["student_email"]), written, closes)


def survey_reminder(row: Row, round_name: str, link: str, closes: date, day: date, kind: str = USE) -> Letter:
    """A nudge to a student who has not answered yet. `day` is the rule's day it is for."""
    words, mails = wording(str(row["language"] or "")), _mails(row, kind)
    blocks: list[Block] = [
        _hello(row),
        mails.why_again,
        Link(mails.link, link),
        mails.until_again.format(day=words.spelled(closes)),
    ]
    natural = f"survey reminder/{round_name}/{code_of(row)}/{day.isoformat()}"
    written = write(mails.subject_again, blocks)
    return Letter(natural, INVITATION, str(row["student_email"]), written, closes)


def survey_nudges(
    due: Iterable[Reminder], book: Book, today: date, sent: Mapping[str, datetime]
) -> tuple[Letter, ...]:
    """R5: a nudge for the newest of its days that has come, to each student who has not answered.

    `sent` are the mails that went out, by natural. Whoever was invited on that day or later is not nudged
    for it, so nobody is on the first day. A day on which nothing ran is made good on the next.
    """
    students = {code_of(row): row for row in book["students"]}
    kinds = {str(row["round"]): kind_of(row) for row in book["survey_rounds"]}
    letters = []
    for reminder in due:
        day = max((day for day in reminder.named[1:] if day <= today), default=None)
        if reminder.rule != "R5" or day is None:
            continue
        name = reminder.key.rpartition("/")[2]
        kind = kinds.get(name, USE)
        for link in book["survey_links"]:
            row = students.get(str(link["student"] or ""))
            if row is None or link["round"] != name or not link["form_link"]:
                continue
            invited = sent.get(invitation_key(name, code_of(row)))
            if invited is not None and invited.date() < day and row["student_email"] in reminder.audience:
                address = str(link["form_link"])
                letters.append(survey_reminder(row, name, address, reminder.due, day, kind))
    return tuple(sorted(letters, key=lambda letter: letter.natural))


def _hello(row: Row) -> str:
    words = wording(str(row["language"] or ""))
    called = clean(str(row["preferred_name"] or split_name(str(row["name"] or ""))[0]))
    return words.mails.hello.format(name=called) if called else words.mails.hello_nobody
