"""What stands on which day of a person's calendars, for the pages that draw it.

Reads only; knows no markup.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.local_google.calendar import access, book, fixed, times, views
from app.local_google.calendar.book import Entry
from app.local_google.world import World

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shelf:
    """A calendar on the person's list, with its colour."""

    calendar: dict[str, Any]
    name: str
    colour: str
    role: access.Role
    shown: bool


@dataclass(frozen=True)
class Item:
    """An event as the grid shows it on one day."""

    title: str
    when: str
    start: datetime
    all_day: bool
    colour: str
    eid: str
    calendar: str
    tentative: bool


def shelves(world: World, who: str, hidden: set[str]) -> list[Shelf]:
    access.primary(world, who)
    found: list[Shelf] = []
    for _, line in world.store.scan(access.LISTS, f"{who}|"):
        calendar = access.calendar_of(world, line["calendar"])
        role = access.role_of(world, who, calendar) if calendar else "none"
        if calendar is None or role == "none" or line.get("deleted") or line.get("hidden"):
            continue
        name = line.get("summaryOverride") or calendar["summary"]
        colour = line.get("backgroundColor") or fixed.CALENDAR_COLORS[line.get("colorId") or "16"][0]
        found.append(Shelf(calendar, name, colour, role, calendar["id"] not in hidden))
    return sorted(found, key=lambda shelf: (not shelf.calendar["primary"], shelf.name))


def _occurrences(world: World, shelf: Shelf, after: datetime, before: datetime) -> Iterator[Entry]:
    zone = book.zone_of(world, shelf.calendar["id"])
    for entry in book.every(world, shelf.calendar["id"]):
        if entry.repeats and not entry.cancelled:
            ones = [one for one in book.instances(world, entry, after, before) if not one.stored]
        else:
            ones = [entry]
        for one in ones:
            if not one.cancelled and "start" in one.event and book.touches(one, after, before, zone):
                yield one


def by_day(
    world: World, shown: list[Shelf], first: date, days: int, zone: ZoneInfo
) -> dict[date, list[Item]]:
    after = datetime.combine(first, time(), zone).astimezone(UTC)
    found: dict[date, list[Item]] = {first + DAY * number: [] for number in range(days)}
    for shelf in shown:
        if not shelf.shown:
            continue
        for one in _occurrences(world, shelf, after, after + DAY * (days + 1)):
            for day, item in _on_days(one, shelf, zone):
                if day in found:
                    found[day].append(item)
    for items in found.values():
        items.sort(key=lambda item: (not item.all_day, item.start, item.title))
    return found


def _on_days(one: Entry, shelf: Shelf, zone: ZoneInfo) -> Iterator[tuple[date, Item]]:
    whole = times.is_day(one.event["start"])
    start, end = (moment.astimezone(zone) for moment in times.span(one.event, zone))
    title = "Busy" if views.hidden(one, shelf.role) else one.event.get("summary") or "(no title)"
    colour = fixed.EVENT_COLORS.get(one.event.get("colorId", ""), (shelf.colour, ""))[0]
    when = "All day" if whole else f"{start:%H:%M}–{end:%H:%M}"
    tentative = one.event.get("status") == "tentative"
    item = Item(title, when, start, whole, colour, views.eid(one), shelf.name, tentative)
    last = (end - timedelta(microseconds=1)).date() if end > start else start.date()
    for number in range(min((last - start.date()).days + 1, 60)):
        yield start.date() + DAY * number, item
