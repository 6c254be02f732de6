"""What goes out by mail: one digest a person a day, survey invitations and their reminders.

Subjects name no student and no accommodation. Students are called in the school's name style. Whether a
letter becomes a draft or is sent is the school's choice by kind; nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.mail import Block, Link, Written, write
from app.core.names import clean
from app.core.reminder_rules import Reminder
from app.core.reminders import is_named
from app.core.roster.dates import spelled
from app.core.roster.merge import code_of
from sheets_schema.read import Book

DIGEST, COUNSELOR_DIGEST, INVITATION = "digest", "counselor digest", "survey invitation"
_LAST_WORDS = {
    DIGEST: "Tick Done on the Reminders tab, or type a line under Acknowledged, and it is settled.",
    COUNSELOR_DIGEST: "You are the counselor of these students. Your shared sheet says more.",
}


@dataclass(frozen=True)
class Letter:
    """One mail to one person. `natural` is the same for the same intent; it is worthless after `until`."""

    natural: str
    kind: str
    to: str
    written: Written
    until: date


def digests(
    due: Iterable[Reminder],
    owner: str,
    shown: Mapping[str, str],
    today: date,
    since: date | None,
    sheet: str = "",
) -> tuple[Letter, ...]:
    """The case manager's digest and one for each counselor, by address.

    `due` are the open reminders with their days as merged; `shown` is how students are called; `since` the
    day of the last digest; `sheet` a link.
    """
    named = [reminder for reminder in due if is_named(reminder, today, since)]
    letters = [_digest(DIGEST, owner, named, shown, today, sheet)] if named else []
    counselors = sorted(
        {address for reminder in named if reminder.rule == "R1" for address in reminder.audience}
    )
    for address in counselors:
        own = [reminder for reminder in named if reminder.rule == "R1" and address in reminder.audience]
        letters.append(_digest(COUNSELOR_DIGEST, address, own, shown, today, ""))
    return tuple(letters)


def _digest(
    kind: str, to: str, named: Sequence[Reminder], shown: Mapping[str, str], today: date, sheet: str
) -> Letter:
    ordered = sorted(named, key=lambda one: (one.due, one.rule, one.student, one.key))
    parts = (
        ("Overdue", [one for one in ordered if one.due < today]),
        ("Today", [one for one in ordered if one.due == today]),
        ("Coming", [one for one in ordered if one.due > today]),
    )
    blocks: list[Block] = [f"Good morning. This is what is due, as of {spelled(today)}."]
    for heading, own in parts:
        if own:
            blocks += [f"{heading}:", tuple(_line(one, shown) for one in own)]
    if sheet:
        blocks.append(Link("Open the workbook", sheet))
    blocks.append(_LAST_WORDS[kind])
    count = len(ordered)
    subject = f"Holdfast: {count} {'thing' if count == 1 else 'things'} due"
    return Letter(f"{kind}/{to}/{today.isoformat()}", kind, to, write(subject, blocks), today)


def _line(reminder: Reminder, shown: Mapping[str, str]) -> str:
    who = shown.get(reminder.student, reminder.student)
    what = clean(f"{who}: {reminder.what}" if who else reminder.what)
    day = spelled(reminder.due)
    return f"{what}. {reminder.why}" if day in reminder.why else f"{what} ({day}). {reminder.why}"


def invitation(
    student: str, to: str, round_name: str, link: str, closes: date, school: str = "", called: str = ""
) -> Letter:
    """The mail that brings a student the survey."""
    blocks: list[Block] = [
        f"Hello {clean(called)}," if clean(called) else "Hello,",
        "Four times a year we ask how things are going for you at school. It takes about five minutes. "
        "There are no wrong answers, and nothing is taken away because of what you say.",
        Link("Open my survey", link),
        f"Please answer by {spelled(closes)}. If something does not work, tell me and we do it together.",
    ]
    if clean(school):
        blocks.append(clean(school))
    natural = f"invitation/{round_name}/{student}"
    return Letter(natural, INVITATION, to, write("A few questions for you", blocks), closes)


def survey_reminder(student: str, to: str, round_name: str, link: str, closes: date, today: date) -> Letter:
    """A nudge to a student who has not answered yet."""
    blocks: list[Block] = [
        "Hello,",
        "Your answers are still missing. It takes about five minutes.",
        Link("Open my survey", link),
        f"It is open until {spelled(closes)}.",
    ]
    natural = f"survey reminder/{round_name}/{student}/{today.isoformat()}"
    return Letter(natural, INVITATION, to, write("A few questions are waiting for you", blocks), closes)


def survey_nudges(
    due: Iterable[Reminder], book: Book, today: date, invited: Collection[str]
) -> tuple[Letter, ...]:
    """R5 on its days: a nudge to each student who has not answered, by code.

    `invited` are naturals of the invitations that went out; nobody is nudged before, nor on the first day.
    """
    letters = []
    emails = {code_of(row): str(row["student_email"] or "") for row in book["students"]}
    for reminder in due:
        if reminder.rule != "R5" or today not in reminder.named[1:]:
            continue
        name = reminder.key.rpartition("/")[2]
        for link in book["survey_links"]:
            code = str(link["student"] or "")
            to = emails.get(code, "")
            asked = link["round"] == name and link["form_link"] and f"invitation/{name}/{code}" in invited
            if asked and to and to in reminder.audience:
                url = str(link["form_link"])
                letters.append(survey_reminder(code, to, name, url, reminder.due, today))
    return tuple(sorted(letters, key=lambda letter: letter.natural))
