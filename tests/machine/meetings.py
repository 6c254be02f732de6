"""People who keep a busy calendar: series over the change of the clocks, whole days, meetings moved, called
off and put back. At rest the Meetings tab says what the calendar says.

A history of its own kind: the acts of `people.py` and these together, so that the seeds of the others stay as
they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.machine.history import History, Result
from tests.machine.people import ACTS, PARENTS, People
from tests.machine.place import Place
from tests.machine.prepared import ZONE, prepared
from tests.machine.truth import Truth

SCHOOL = ZoneInfo(ZONE)
NIGHT = datetime(1899, 12, 30)  # noqa: DTZ001  a sheet counts wall-clock time from here
SECOND = 1 / 86_400
CALENDAR = "/calendar/v3/calendars/primary/events"
FIELDS = (("Start", "start"), ("End", "end"))


class Bookers(People):
    """The people of `people.py`, who also do all that one does with meetings."""

    def __init__(self, place: Place, truth: Truth) -> None:
        super().__init__(place, truth)
        self.acts = (*ACTS, *MEETING_ACTS)
        self.invited: dict[str, str] = {}  # id of a meeting or a series -> the parent who was invited
        self.typed_times: dict[
            tuple[str, str], list[tuple[str, float]]
        ] = {}  # event, column -> what was said

    def mine(self, *, cancelled: bool = False) -> dict[str, Any] | None:
        """Any one of the meetings and instances booked here, as the calendar has it now."""
        found = [one for one in self.booked() if (one["status"] == "cancelled") == cancelled]
        return self.random.choice(found) if found else None

    def booked(self) -> list[dict[str, Any]]:
        asked = {"singleEvents": True, "showDeleted": True, "maxResults": 2500, "timeZone": ZONE}
        found = []
        for whole, parent in self.invited.items():
            items = (
                self.eyes.call("GET", f"{CALENDAR}/{whole}/instances", params=asked)["items"]
                if whole in self.series
                else [self.eyes.event("primary", whole)]
            )
            found += [{**one, "with": parent} for one in items]
        return found

    @property
    def series(self) -> set[str]:
        return {whole for whole in self.invited if whole.startswith("series")}

    def _book(self, prefix: str, start: Any, end: Any, **more: Any) -> str:
        parent = self.random.choice(PARENTS)
        self.number += 1
        own = f"{prefix}{self.place.random.getrandbits(40):010x}"
        body = {"id": own, "summary": self.word(), "start": start, "end": end, **more}
        self.eyes.call("POST", CALENDAR, json={**body, "attendees": [{"email": parent}]})
        self.invited[own] = parent
        return own

    def _day(self) -> date:
        return self.today + timedelta(days=self.random.randint(-3, 14))

    def _hours(self, day: date) -> tuple[dict[str, str], dict[str, str]]:
        hour = self.random.randint(7, 15)
        begins, ends = f"{day}T{hour:02}:00:00", f"{day}T{hour:02}:45:00"
        return {"dateTime": begins, "timeZone": ZONE}, {"dateTime": ends, "timeZone": ZONE}

    def book_series(self) -> str:
        """Weekly since before the clocks changed; its last ones are still to come."""
        first = self.today - timedelta(days=7 * self.random.randint(5, 6))
        start, end = self._hours(first)
        return f"books {self._book('series', start, end, recurrence=['RRULE:FREQ=WEEKLY;COUNT=8'])}"

    def book_days(self) -> str:
        """Every day of some, whole days."""
        day = self._day()
        start, end = _whole(day, 1)
        rule = f"RRULE:FREQ=DAILY;COUNT={self.random.randint(2, 3)}"
        return f"books {self._book('series', start, end, recurrence=[rule])}"

    def book_whole_day(self) -> str:
        return f"books {self._book('single', *_whole(self._day(), self.random.randint(1, 2)))}"

    def move_meeting(self) -> str | None:
        """To another time, or between an hour and a whole day."""
        event = self.mine()
        if event is None:
            return None
        start, end = _whole(self._day(), 1) if self.random.random() < 0.3 else self._hours(self._day())
        empty = {"date": None, "dateTime": None, "timeZone": None}
        self._patch("primary", event, {"start": empty | start, "end": empty | end})
        for column, (moment, _) in zip(("Start", "End"), ((start, 0), (end, 0)), strict=True):
            self._said(event["id"], column, "calendar", _serial(moment))
        return f"moves {event['id']} to {start}"

    def rename_meeting(self) -> str | None:
        event = self.mine()
        if event is None:
            return None
        word = self.word()
        self._patch("primary", event, {"summary": word})
        self.truth.touched.setdefault(("Meetings", event["id"], "Title"), []).append(("calendar", word))
        return f"renames {event['id']}"

    def cancel_meeting(self) -> str | None:
        event = self.mine()
        if event is None:
            return None
        self.eyes.call("DELETE", f"{CALENDAR}/{event['id']}")
        self.truth.called_off.add(event["id"])
        return f"cancels {event['id']}"

    def put_back(self) -> str | None:
        event = self.mine(cancelled=True)
        if event is None:
            return None
        self._patch("primary", event, {"status": "confirmed"})
        return f"puts {event['id']} back"

    def type_start(self) -> str | None:
        """In the sheet, where it stays: the case manager's own calendar is only read."""
        ours = {one["id"] for one in self.booked()}
        rows = [row for row in self.eyes.rows("Meetings") if row["mark"] in ours]
        if not rows:
            return None
        row, day = self.random.choice(rows), self._day()
        hour = self.random.randint(7, 15)
        at = self.eyes.column("Meetings", "Start")
        self.place.edit([{"set": [f"Meetings!{at}{row['#']}", f"{day} {hour:02}:30:00"]}])
        self._said(row["mark"], "Start", "sheet", _serial({"dateTime": f"{day}T{hour:02}:30:00"}))
        return f"types Start of {row['mark']}"

    def _said(self, event: str, column: str, by: str, value: float) -> None:
        self.typed_times.setdefault((event, column), []).append((by, value))


MEETING_ACTS: tuple[tuple[Callable[[Bookers], str | None], int], ...] = (
    (Bookers.book_series, 7), (Bookers.book_days, 4), (Bookers.book_whole_day, 5), (Bookers.move_meeting, 16),
    (Bookers.rename_meeting, 6), (Bookers.cancel_meeting, 12), (Bookers.put_back, 8), (Bookers.type_start, 6),
)  # fmt: skip


def _whole(day: date, days: int) -> tuple[dict[str, str], dict[str, str]]:
    return {"date": day.isoformat()}, {"date": (day + timedelta(days=days)).isoformat()}


def _serial(moment: dict[str, Any]) -> float:
    """As the sheet counts it: the school's wall clock, or midnight of a whole day."""
    when = datetime.fromisoformat(moment.get("dateTime") or moment["date"])
    if when.tzinfo is not None:
        when = when.astimezone(SCHOOL).replace(tzinfo=None)
    return (when - NIGHT).total_seconds() * SECOND


def disagreements(people: Bookers) -> Iterable[str]:
    """Where the Meetings tab and the calendar do not say the same, and nobody typed otherwise."""
    rows = people.eyes.rows("Meetings")
    counts = Counter(row["mark"] for row in rows)
    by_event = {row["mark"]: row for row in rows}
    gone = people.truth.deleted.get("Meetings", set())
    team = {str(row["Email"]) for row in people.eyes.rows("Team")}
    for event in people.booked():
        count, off = counts[event["id"]], event["status"] == "cancelled"
        if count > 1 or (count and event["id"] in gone):
            yield f"{event['id']} has {count} rows"
        elif not count and not off and event["id"] not in gone and event["with"] in team:
            yield f"{event['id']} has no row"
        elif count:
            yield from _row_agrees(people, event, by_event[event["id"]], off)


def _row_agrees(people: Bookers, event: dict[str, Any], row: dict[str, Any], off: bool) -> Iterable[str]:
    said = people.truth.touched.get(("Meetings", event["id"], "Title"), [])
    typed = [word for by, word in said if by == "sheet"][-1:]
    title = str(row["Title"])
    if off:
        if not re.match("Cancelled: ", title) and title not in typed:
            yield f"{event['id']} was called off and its row says {title!r}"
        return
    if title not in (event["summary"], *typed):
        yield f"{event['id']} is called {title!r} and in the calendar {event['summary']!r}"
    for column, key in FIELDS:
        times = people.typed_times.get((event["id"], column), [])
        right = [_serial(event[key]), *[value for by, value in times if by == "sheet"][-1:]]
        if times and times[-1][0] == "sheet":
            right = right[1:]
        if not any(abs(float(row[column] or 0) - one) < SECOND for one in right):
            yield f"{event['id']}: {column} is {row[column]} and should be {right}, said was {times}"


def run_meetings(seed: int) -> Result:
    """The whole history of a seed, with a busy calendar."""
    school = prepared()
    place = school.place
    place.put_back(school.kept, seed)
    history = History(place)
    history.people = people = Bookers(place, history.truth)
    people.act()
    history.live()
    found = history.end()
    result = Result(seed, [*found, *disagreements(people)], history.truth.said, history.counts)
    place.before = place.after = None
    return result
