"""Meetings about a student that leave the case manager out, on calendars that Settings says to watch.

A meeting is about a student when its title names them, when a parent of theirs is invited, or when two or
more of their team are invited who have only them in common. A series is told once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from app.core.addresses import Person, mailbox, people
from app.core.effects import Trouble
from app.core.meetings import OWN_MARK, invited_of, times, told_title
from app.core.model import Event, Snapshot
from app.core.names import clean
from app.core.roster.dates import spelled
from app.core.roster.merge import code_of
from sheets_schema.read import Book

CODE = "without_you"
MARK = "without:"  # in Agreed.logged, before the id of the event or of its series
_HIDDEN = (
    "{count} of the calendars under Calendars to watch cannot be seen. "
    "Ask its owner to share it with you, or take it off the list."
)


def left_out(seen: Snapshot, own: Collection[str]) -> tuple[tuple[Trouble, ...], frozenset[str]]:
    """What is to be told, each meeting once, and the marks of what was told."""
    troubles: list[Trouble] = []
    hidden = sum(1 for changes in seen.watched.values() if changes is None)
    if hidden:
        troubles.append(Trouble("Settings", "", "calendar_hidden", _HIDDEN.format(count=hidden)))
    mine, names, team = {mailbox(one) for one in own}, _names(seen.book), people(seen.book["team"])
    told: set[str] = set()
    for event in _watched(seen):
        mark = MARK + (event.recurring_id or event.id)
        start, end = times(event, seen.caseload.zone)
        over = event.cancelled or start is None or (end or start) < seen.taken
        if over or start is None or mark in told or mark in seen.agreed.logged or _includes(event, mine):
            continue
        code = _student(event, invited_of(event, team, mine), names)
        if code:
            told.add(mark)
            troubles.append(_told(event, code, start))
    return tuple(troubles), frozenset(told)


def settled(seen: Snapshot, own: Collection[str]) -> frozenset[str]:
    """Ids of watched events that were called off, or to which the case manager is invited by now."""
    mine = {mailbox(one) for one in own}
    return frozenset(event.id for event in _watched(seen) if event.cancelled or _includes(event, mine))


def _told(event: Event, code: str, start: datetime) -> Trouble:
    text = f"A meeting about {code} on {spelled(start.date())} leaves you out."
    return Trouble("Meetings", "", CODE, text, kept=told_title(event), column=event.id)


def _watched(seen: Snapshot) -> Iterator[Event]:
    for changes in seen.watched.values():
        yield from (event for event in (changes.events if changes else ()) if OWN_MARK not in event.private)


def _includes(event: Event, mine: Collection[str]) -> bool:
    return any(mailbox(one) in mine for one in (*event.attendees, event.organizer) if one)


def _student(event: Event, invited: list[Person], names: Collection[tuple[str, str]]) -> str:
    said = clean(event.title).casefold()
    named = {code for name, code in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said)}
    if len(named) == 1:
        return named.pop()
    parents = [set(person.students) for person in invited if person.is_parent and person.students]
    others = [set(person.students) for person in invited if person.students]
    for group in (parents, others if len(others) > 1 else []):
        common = set.intersection(*group) if group else set()
        if len(common) == 1:
            return common.pop()
    return ""


def _names(book: Book) -> frozenset[tuple[str, str]]:
    """What a title would say of each student there is, their code or whole name, and the code it means."""
    here = [row for row in book["students"] if row["name"] and row["status"] != "exited"]
    said = ((code_of(row), (code_of(row), clean(str(row["name"])))) for row in here)
    return frozenset((words.casefold(), code) for code, both in said for words in both)
