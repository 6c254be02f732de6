"""What a reminder says to others than the case manager: who promised, a teacher, a student, an office.

Each goes out once for a day on which the rule names it, by the school's mode for its kind; what one person is
told of one kind on one day is one letter. Subjects name nobody; the department head gets numbers, the
technician no student.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from app.core.digest import Letter
from app.core.mail import Block, Link, write
from app.core.names import clean, split_name
from app.core.reminder_rules import RULES, Reminder, Told
from app.core.roster.dates import spelled
from sheets_schema.read import Book

_LASTS = timedelta(days=6)  # after its day; a mail that late says nothing new
_KINDS = {
    Told.OWNER: "promised action",
    Told.TEACHER: "teacher nudge",
    Told.HEAD: "department head",
    Told.TECHNICIAN: "failure notice",
}
_TICKET = "ticket"
_ON_ONE_DAY = frozenset({"R8", "R24", "R25"})  # told on the first of its days only
_AT_MOST_ONCE = frozenset({"R8", "R24"})  # and not again when its numbers change


def letters_to_others(
    due: Iterable[Reminder],
    book: Book,
    owner: str,
    shown: Mapping[str, str],
    today: date,
    pages: Mapping[str, str],
) -> tuple[Letter, ...]:
    """The letters of these open reminders. `pages` are the addresses of readers' own files, by theirs."""
    letters = []
    for reminder in due:
        days = reminder.named[:1] if reminder.rule in _ON_ONE_DAY else reminder.named
        day = max((day for day in days if day <= today), default=None)
        kind = _TICKET if reminder.rule == "R17" else _KINDS.get(RULES[reminder.rule].told)
        if kind is None or day is None or today > day + _LASTS:
            continue
        for address in reminder.audience:
            if address.casefold() != owner.casefold():
                page = pages.get(address.casefold(), "")
                subject, blocks = _said(reminder, kind, day, book, shown, page)
                about = hashlib.sha256(reminder.key.encode()).hexdigest()[:16]
                natural = f"{kind}/{about}/{address}"
                natural += "" if reminder.rule in _AT_MOST_ONCE else f"/{day.isoformat()}"
                apart = () if kind == _TICKET else tuple(blocks[1:])
                letters.append(Letter(natural, kind, address, write(subject, blocks), day + _LASTS, apart))
    return tuple(sorted(letters, key=lambda letter: letter.natural))


def joined(
    letters: Iterable[Letter], states: Mapping[str, str], within: Mapping[str, str], today: date
) -> tuple[Letter, ...]:
    """One letter of a kind to one person a day. What comes up after it went waits for the next day's, unless
    it would be too late then.

    `states` are the mails in the ledger, `within` says in which letter one went that is part of another.
    """
    together: dict[str, list[Letter]] = {}
    alone = []
    for letter in letters:
        todays = f"{letter.kind}/{letter.to}/{today.isoformat()}"
        if letter.natural in within:
            together.setdefault(within[letter.natural], []).append(letter)
        elif not letter.blocks or letter.natural in states or (todays in states and letter.until <= today):
            alone.append(letter)
        elif todays not in states:
            together.setdefault(todays, []).append(letter)
    return (*alone, *(_together(natural, parts) for natural, parts in sorted(together.items())))


def _together(natural: str, parts: list[Letter]) -> Letter:
    subjects = {part.written.subject for part in parts}
    subject = subjects.pop() if len(subjects) == 1 else "Some things to look at"
    blocks = tuple(dict.fromkeys(block for part in parts for block in part.blocks))
    first, until = parts[0], min(part.until for part in parts)
    written = write(subject, ["Hello,", *blocks])
    carries = tuple(part.natural for part in parts)
    return Letter(natural, first.kind, first.to, written, until, blocks, carries)


def _said(
    reminder: Reminder, kind: str, day: date, book: Book, shown: Mapping[str, str], page: str
) -> tuple[str, list[Block]]:
    who = shown.get(reminder.student, "")
    if kind == _TICKET:
        return "Your ticket to the week", _ticket(reminder, day, book)
    if kind == "promised action":
        about = f"{who}: {reminder.what}" if who else reminder.what
        on = f"It was for {spelled(reminder.due)}. If it is done, a word back is enough."
        return "Something that was promised", ["Hello,", f"{about}.", on]
    if reminder.rule == "R8":
        blocks: list[Block] = ["Hello,", "Your sheet about your students waits for your tick under “read”."]
        return "A sheet to read", [*blocks, Link("Open it", page)] if page else blocks
    if kind == "teacher nudge":
        asks = f"The behavior tracker of {who} has no entry of yours for some days. An entry takes a minute."
        return "The tracker", ["Hello,", asks]
    if kind == "department head":
        return "Holdfast: a caseload is over its limit", ["Hello,", reminder.why]
    about_nobody = not any(code in reminder.why for code in shown if code)
    said = reminder.why if about_nobody else f"{reminder.what}. The case manager's Sync tab says why."
    return "Holdfast needs somebody to look", ["Hello,", said]


def _ticket(reminder: Reminder, day: date, book: Book) -> list[Block]:
    """The student's own list: what of the week of `day` is still open, wherever its due day was moved."""
    row = next((row for row in book["students"] if row["code"] == reminder.student), None)
    called = clean(str(row["preferred_name"] or split_name(str(row["name"]))[0])) if row is not None else ""
    week = [day - timedelta(days=day.weekday()) + timedelta(days=at) for at in range(7)]
    left = tuple(
        clean(str(item["item"]))
        for item in book["to_do"]
        if item["student"] == reminder.student and item["week_of"] in week and item["item"]
        and not item["done"]
    )  # fmt: skip
    return [f"Hello {called}," if called else "Hello,", "Still open on your ticket to the week:", left]
