"""Holdfast's own event as it stands in the calendar, and the smallest change that makes it say the same.

A title that a person gave stays theirs, but for the mark of what is done; a time of day and a length stay
when the day moves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.core.events import OWN_TITLE, all_day
from app.core.model import Cell, Event
from app.core.names import clean

DONE_MARK = "✓ "
_LONGEST = 250
_MARK = re.compile(r"\s*(?:[✓✔]|\[x\]|x\s|done\b)[\s:.,–-]*", re.I)


def marked_done(event: Event) -> bool:
    """Whether a person ticked the event off, by a mark in front of its title."""
    return _MARK.match(event.title) is not None


def unmarked(title: str) -> str:
    """The title without marks of what is done."""
    while (found := _MARK.match(title)) is not None:
        title = title[found.end() :]
    return title.strip()


def given_title(event: Event | None, known: Cell, ours: str = "") -> str:
    """The title that a person gave the event; empty where it has Holdfast's. `known` is what they gave it as
    last agreed, for an event that is gone; `ours` counts where the event does not say what it was made with.
    One that was emptied says nothing."""
    before = known if isinstance(known, str) else ""
    if event is None or event.cancelled:
        return before
    title, made_with = unmarked(event.title), event.private.get(OWN_TITLE, ours)
    if not title or not made_with:
        return before
    return "" if title == unmarked(made_with) else title


def what_of(given: str, shown: str) -> str:
    """A person's title for the sheet: without the student in front, whom the row names."""
    text = clean(given)[:_LONGEST]
    return (text.removeprefix(f"{shown}:").strip() or text) if shown else text


def change_of(
    event: Event, title: str, day: date, done: bool, body: Mapping[str, Any], zone: ZoneInfo
) -> dict[str, Any]:
    """What of the event is to be patched; nothing where it shows this title, day and mark. `body` is the one
    that it was made with."""
    changed: dict[str, Any] = {}
    there = unmarked(event.title)
    if marked_done(event) != done or (there and there != unmarked(title)):
        changed["summary"] = with_mark(title, done)
        changed["extendedProperties"] = body["extendedProperties"]
    if event.start is not None and day_of_start(event.start) != day:
        changed |= _moved(event.start, event.end, day, zone)
    return changed


def with_mark(title: str, done: bool) -> str:
    return f"{DONE_MARK}{title}" if done else title


def day_of_start(start: date | datetime) -> date:
    return start.date() if isinstance(start, datetime) else start


def _moved(
    start: date | datetime, end: date | datetime | None, day: date, zone: ZoneInfo
) -> dict[str, dict[str, str]]:
    """Start and end with the start on this day, by the clock on the wall."""
    by = day - day_of_start(start)
    try:
        if isinstance(start, datetime):
            first = start.astimezone(zone) + by
            length = end - start if isinstance(end, datetime) else timedelta(0)
            last = (first.astimezone(UTC) + length).astimezone(zone)
            return {"start": _at(first, zone), "end": _at(last, zone)}
        days = end - start if end is not None and not isinstance(end, datetime) else timedelta(days=1)
        return {"start": {"date": day.isoformat()}, "end": {"date": (day + days).isoformat()}}
    except OverflowError:
        return all_day(day)


def _at(moment: datetime, zone: ZoneInfo) -> dict[str, str]:
    return {"dateTime": moment.isoformat(), "timeZone": zone.key}
