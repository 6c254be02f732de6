"""What goes out by mail to the grown-ups: one digest a person a day.

Subjects name no student and no accommodation. Students are called in the school's name style. Whether a
letter becomes a draft or is sent is the school's choice by kind; nothing is sent here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.core.mail import Block, Link, Written, write
from app.core.names import clean
from app.core.reminder_rules import RULES, Reminder, Told
from app.core.reminders import is_named
from app.core.roster.dates import spelled

DIGEST, COUNSELOR_DIGEST = "digest", "counselor digest"
_LAST_WORDS = {
    DIGEST: "Tick Done on the Reminders tab, or type a line under Acknowledged, and it is settled.",
    COUNSELOR_DIGEST: "You get this as the counselor of these students.",
}
_OPENS = {DIGEST: "Open the workbook", COUNSELOR_DIGEST: "Open your shared sheet about them"}


@dataclass(frozen=True)
class Letter:
    """One mail to one person. `natural` is the same for the same intent; it is worthless after `until`.

    `blocks` are what it says after the greeting, for a letter that several make together; `carries` are
    those.
    """

    natural: str
    kind: str
    to: str
    written: Written
    until: date
    blocks: tuple[Block, ...] = ()
    carries: tuple[str, ...] = ()


def digests(
    due: Iterable[Reminder],
    owner: str,
    shown: Mapping[str, str],
    today: date,
    since: date | None,
    sheet: str = "",
    files: Mapping[str, str] | None = None,
) -> tuple[Letter, ...]:
    """The case manager's digest and one for each counselor, by address.

    `due` are the open reminders with their days as merged; `shown` is how students are called; `since` the
    day of the last digest; `sheet` the workbook's page, `files` the page of each counselor's own file.
    """
    named = [reminder for reminder in due if is_named(reminder, today, since)]
    called = [replace(one, what=one.called or one.what) for one in named]
    letters = [_digest(DIGEST, owner, called, shown, today, sheet)] if named else []
    theirs: dict[str, list[Reminder]] = {}
    for reminder in named:
        if RULES[reminder.rule].told is Told.COUNSELOR:
            for address in reminder.audience:
                theirs.setdefault(address, []).append(reminder)
    for address, own in sorted(theirs.items()):
        if address != owner:
            page = (files or {}).get(address, "")
            letters.append(_digest(COUNSELOR_DIGEST, address, own, shown, today, page))
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
            blocks += [f"{heading}:", _lines(own, shown, today)]
    if sheet:
        blocks.append(Link(_OPENS[kind], sheet))
    blocks.append(_LAST_WORDS[kind])
    count = len(ordered)
    subject = f"Holdfast: {count} {'thing' if count == 1 else 'things'} due"
    return Letter(f"{kind}/{to}/{today.isoformat()}", kind, to, write(subject, blocks), today)


def _lines(own: Sequence[Reminder], shown: Mapping[str, str], today: date) -> tuple[str, ...]:
    """One line for all students of whom the same is to be said."""
    alike: dict[tuple[str, str, date], list[str]] = {}
    for one in own:
        alike.setdefault((one.what, one.why, one.due), []).append(shown.get(one.student, one.student))
    return tuple(
        _line(", ".join(filter(None, students)), what, why, "" if due == today else spelled(due))
        for (what, why, due), students in alike.items()
    )


def _line(who: str, what: str, why: str, day: str) -> str:
    said = clean(f"{who}: {what}" if who else what)
    return f"{said}. {why}" if not day or day in why else f"{said} ({day}). {why}"
