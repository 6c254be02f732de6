"""Events in the store: each calendar's own copy of each event, its changes in order, its series.

Who may change them and what a request may say is not decided here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.local_google.calendar import access, recurrence, times
from app.local_google.store import Store
from app.local_google.world import World

Store.tables(
    """
CREATE TABLE IF NOT EXISTS calendar_events (
    calendar TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, series TEXT NOT NULL, uid TEXT NOT NULL,
    facts TEXT NOT NULL, PRIMARY KEY (calendar, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS calendar_changes ON calendar_events (calendar, seq);
CREATE INDEX IF NOT EXISTS calendar_series ON calendar_events (calendar, series);
CREATE INDEX IF NOT EXISTS calendar_uids ON calendar_events (calendar, uid);
"""
)
BASE32HEX = "0123456789abcdefghijklmnopqrstuv"
MOST_FORMER = 50
HORIZON = timedelta(days=2 * 366)
_ALL = "SELECT calendar, id, seq, facts FROM calendar_events WHERE calendar = ?"
_BY_ID = f"{_ALL} AND id = ?"
_BY_SERIES = f"{_ALL} AND series = ?"
_BY_UID = f"{_ALL} AND uid = ? AND series = ''"
_SINCE = f"{_ALL} AND seq > ?"
_NEWEST = f"{_ALL} ORDER BY seq DESC LIMIT 1"
BEGINNING = "1970-01-01T00:00:00.000Z"


@dataclass(frozen=True)
class Entry:
    """One event as one calendar holds it.

    `home` is the calendar of its organizer; `reminders` by person; `former` how it repeated before, each with
    the change (`until`) that ended it, so that a sync can tell which instances are gone.
    """

    calendar: str
    id: str
    event: dict[str, Any]
    home: str
    seq: int = 0
    born: int = 0
    reminders: dict[str, dict[str, Any]] = field(default_factory=dict)
    stored: bool = True
    former: tuple[dict[str, Any], ...] = ()

    @property
    def cancelled(self) -> bool:
        return bool(self.event.get("status") == "cancelled")

    @property
    def series(self) -> str:
        return str(self.event.get("recurringEventId", ""))

    @property
    def repeats(self) -> bool:
        return bool(self.event.get("recurrence"))


def new_id(world: World) -> str:
    return "".join(world.random.choices(BASE32HEX, k=26))


def _entry(row: tuple[Any, ...]) -> Entry:
    calendar, own_id, seq, text = row
    facts = json.loads(text)
    return Entry(calendar, own_id, seq=int(seq), **facts | {"former": tuple(facts["former"])})


def _select(world: World, query: str, *values: str | int) -> list[Entry]:
    return [_entry(row) for row in world.store.db.execute(query, values).fetchall()]


def save(world: World, entry: Entry, touched: bool = True) -> Entry:
    """Keep the event as a new change; `touched` says that `updated` moves as well."""
    number = access.next_change(world)
    event = entry.event | ({"updated": times.stamp(world.now())} if touched else {})
    former = _former(world, entry, number)
    saved = replace(entry, event=event, seq=number, born=entry.born or number, stored=True, former=former)
    facts = {"event": event, "home": saved.home, "born": saved.born, "reminders": saved.reminders}
    facts["former"] = former
    world.store.db.execute(
        "INSERT OR REPLACE INTO calendar_events VALUES (?, ?, ?, ?, ?, ?)",
        (saved.calendar, saved.id, number, saved.series, event.get("iCalUID", ""), json.dumps(facts)),
    )
    world.notify_change("calendar.events", saved.calendar)
    return saved


def _former(world: World, entry: Entry, number: int) -> tuple[dict[str, Any], ...]:
    """The shapes that the event had, with the one that this change ends."""
    found = _select(world, _BY_ID, entry.calendar, entry.id)
    if not found or not (found[0].repeats or entry.repeats) or "start" not in found[0].event:
        return entry.former
    before = found[0].event
    if all(before.get(name) == entry.event.get(name) for name in ("start", "recurrence")):
        return entry.former
    shape = {name: before[name] for name in ("id", "start", "end", "recurrence") if name in before}
    return (*entry.former, shape | {"until": number})[-MOST_FORMER:]


def every(world: World, calendar: str) -> list[Entry]:
    """All events in the order of their first appearance, cancelled ones and exceptions of series included."""
    return sorted(_select(world, _ALL, calendar), key=lambda entry: (entry.born, entry.id))


def changed_since(world: World, calendar: str, change: int) -> list[Entry]:
    return sorted(_select(world, _SINCE, calendar, change), key=lambda entry: (entry.born, entry.id))


def last_change(world: World, calendar: str) -> str:
    """When an event of the calendar last changed; the beginning of time for an empty one."""
    newest = _select(world, _NEWEST, calendar)
    return str(newest[0].event.get("updated", BEGINNING)) if newest else BEGINNING


def by_uid(world: World, calendar: str, uid: str) -> list[Entry]:
    return _select(world, _BY_UID, calendar, uid)


def exceptions(world: World, series: Entry) -> list[Entry]:
    return _select(world, _BY_SERIES, series.calendar, series.id)


def find(world: World, calendar: str, own_id: str) -> Entry | None:
    """The event with that id, or the instance of a series that the id names."""
    direct = _select(world, _BY_ID, calendar, own_id)
    if direct:
        return direct[0]
    series_id = recurrence.series_of(own_id)
    found = _select(world, _BY_ID, calendar, series_id) if series_id else []
    if not found or not found[0].repeats:
        return None
    start = recurrence.original_start(found[0].event, own_id)
    return derived(found[0], start) if start else None


def derived(series: Entry, start: dict[str, Any]) -> Entry:
    """An instance that nobody changed; it is not stored."""
    event = recurrence.instance(series.event, start)
    return replace(series, id=event["id"], event=event, stored=False, born=0, former=())


def instances(
    world: World, series: Entry, after: datetime | None, before: datetime | None
) -> Iterator[Entry]:
    """The instances of a series that touch the window, changed and cancelled ones as they are."""
    own = {entry.id: entry for entry in exceptions(world, series)}
    zone = zone_of(world, series.calendar)
    end = before or max(world.now(), after or world.now()) + HORIZON
    for start in recurrence.starts(series.event, after, end):
        one = derived(series, start)
        if one.id not in own and touches(one, after, before, zone):
            yield one
    for one in own.values():
        if (one.cancelled and not one.event.get("start")) or touches(one, after, before, zone):
            yield one


def vanished(
    world: World, entry: Entry, since: int, after: datetime | None, before: datetime | None
) -> Iterator[Entry]:
    """Cancelled stand-ins for what the event was shown as before changes later than `since`."""
    end = before or max(world.now(), after or world.now()) + HORIZON
    now = {one.id for one in instances(world, entry, None, end)} if entry.repeats else {entry.id}
    now |= {one.id for one in exceptions(world, entry)}
    for shape in entry.former:
        if shape["until"] <= since:
            continue
        if shape.get("recurrence"):
            gone = [recurrence.instance(shape, start) for start in recurrence.starts(shape, after, end)]
        else:
            gone = [shape]
        for event in gone:
            if event["id"] not in now:
                now.add(event["id"])
                yield replace(
                    entry, id=event["id"], event=event | {"status": "cancelled"}, stored=False, former=()
                )


def zone_of(world: World, calendar: str) -> ZoneInfo:
    known = world.store.get(access.CALENDARS, calendar)
    return ZoneInfo(known["timeZone"] if known else "UTC")


def touches(entry: Entry, after: datetime | None, before: datetime | None, zone: ZoneInfo) -> bool:
    """Whether the event ends after `after` and begins before `before`."""
    if "start" not in entry.event:
        return True
    start, end = times.span(entry.event, zone)
    return (after is None or end > after) and (before is None or start < before)
