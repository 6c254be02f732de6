"""Recurring events: which instances a recurrence has, and how they are named.

Pure; dates come from python-dateutil. Rules run on wall-clock time, so that an event at nine stays at nine
when clocks change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr

from app.local_google.calendar import times

_LINE = re.compile(r"(RRULE|EXRULE|RDATE|EXDATE)((?:;[^:]*)?):(.+)", re.IGNORECASE)
_UNTIL = re.compile(r"UNTIL=(\d{8})(T(\d{6})(Z?))?", re.IGNORECASE)
# Rules that no calendar keeps, and one that would never come to an end.
_REFUSED = re.compile(r"FREQ=(SECONDLY|MINUTELY|HOURLY)|INTERVAL=(0+|-\d+)(;|$)", re.IGNORECASE)
_SUFFIX = re.compile(r"(.+)_(\d{8})(T\d{6}Z)?$")
MOST_INSTANCES = 5000


def wall(start: dict[str, Any]) -> tuple[datetime, ZoneInfo | None]:
    """The naive time on the clock where the event is, and its zone (None: whole days)."""
    if times.is_day(start):
        return datetime.combine(date.fromisoformat(start["date"]), time()), None
    zone = ZoneInfo(start["timeZone"])
    return datetime.fromisoformat(start["dateTime"]).astimezone(zone).replace(tzinfo=None), zone


def check(lines: list[str], start: dict[str, Any]) -> None:
    """Google's 400 for a recurrence that cannot be read."""
    try:
        first = next(iter(_rules(lines, start)), None)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError) as error:
        raise times.invalid("Invalid recurrence rule.") from error
    if not any(_LINE.match(line) and line.upper().startswith(("RRULE", "RDATE")) for line in lines):
        raise times.invalid("Invalid recurrence rule.")
    if first is None:
        raise times.invalid("The recurrence has no instances.")


def _rules(lines: list[str], start: dict[str, Any]) -> rruleset:
    begins, zone = wall(start)
    rules = rruleset()
    for line in lines:
        found = _LINE.fullmatch(line.strip())
        if found is None or _REFUSED.search(line):
            raise ValueError(line)
        kind, parameters, value = found.group(1).upper(), found.group(2), found.group(3)
        if kind in ("RRULE", "EXRULE"):
            rule = rrulestr(_UNTIL.sub(lambda until: _local_until(until, zone), value), dtstart=begins)
            (rules.rrule if kind == "RRULE" else rules.exrule)(rule)  # type: ignore[arg-type]
            continue
        for text in value.split(","):
            moment = _moment(text.strip(), parameters, zone)
            (rules.rdate if kind == "RDATE" else rules.exdate)(moment)
    return rules


def _local_until(found: re.Match[str], zone: ZoneInfo | None) -> str:
    day, _, clock, utc = found.groups()
    if clock is None:
        return f"UNTIL={day}T235959"
    moment = datetime.strptime(f"{day}T{clock}", "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    if utc and zone is not None:
        moment = moment.astimezone(zone)
    return f"UNTIL={moment:%Y%m%dT%H%M%S}"


def _moment(text: str, parameters: str, zone: ZoneInfo | None) -> datetime:
    """One date of RDATE or EXDATE on the event's own clock."""
    if len(text) == 8:
        return datetime.strptime(text + "+0000", "%Y%m%d%z").replace(tzinfo=None)
    named = re.search(r"TZID=([^;:]+)", parameters, re.IGNORECASE)
    written = ZoneInfo("UTC") if text.endswith("Z") else ZoneInfo(named.group(1)) if named else zone
    naive = datetime.strptime(text.rstrip("Z") + "+0000", "%Y%m%dT%H%M%S%z").replace(tzinfo=None)
    if written is None or zone is None:
        return naive
    return naive.replace(tzinfo=written).astimezone(zone).replace(tzinfo=None)


def starts(event: dict[str, Any], after: datetime | None, before: datetime) -> Iterator[dict[str, Any]]:
    """The original starts of a series, in order, up to `before` (UTC); from `after` less one length on."""
    _, zone = wall(event["start"])
    floor = (after - length(event) - timedelta(days=2)).replace(tzinfo=None) if after else None
    given = 0
    for moment in _rules(event["recurrence"], event["start"]):
        if moment - timedelta(days=2) > before.replace(tzinfo=None) or given >= MOST_INSTANCES:
            return
        if floor is None or moment >= floor:
            given += 1
            yield _start(moment, zone, event["start"])


def _start(moment: datetime, zone: ZoneInfo | None, first: dict[str, Any]) -> dict[str, Any]:
    if zone is None:
        return {"date": moment.date().isoformat()}
    return {"dateTime": moment.replace(tzinfo=zone).isoformat(), "timeZone": first["timeZone"]}


def length(event: dict[str, Any]) -> timedelta:
    if times.is_day(event["start"]):
        return date.fromisoformat(event["end"]["date"]) - date.fromisoformat(event["start"]["date"])
    begins, ends = (datetime.fromisoformat(event[key]["dateTime"]) for key in ("start", "end"))
    return ends - begins


def instance(event: dict[str, Any], start: dict[str, Any]) -> dict[str, Any]:
    """The instance of a series that begins at `start`, as if nothing about it had been changed."""
    if times.is_day(start):
        end: dict[str, Any] = {"date": (date.fromisoformat(start["date"]) + length(event)).isoformat()}
    else:
        ends = datetime.fromisoformat(start["dateTime"]) + length(event)
        zone = event["end"].get("timeZone", start["timeZone"])
        end = {"dateTime": ends.astimezone(ZoneInfo(zone)).isoformat(), "timeZone": zone}
    own = {key: value for key, value in event.items() if key != "recurrence"}
    return own | {
        "id": instance_id(event["id"], start),
        "recurringEventId": event["id"],
        "originalStartTime": start,
        "start": start,
        "end": end,
    }


def instance_id(series: str, start: dict[str, Any]) -> str:
    if times.is_day(start):
        return f"{series}_{start['date'].replace('-', '')}"
    return f"{series}_{datetime.fromisoformat(start['dateTime']).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def series_of(own_id: str) -> str | None:
    """The id of the series that an instance id names."""
    found = _SUFFIX.match(own_id)
    return found.group(1) if found else None


def original_start(event: dict[str, Any], own_id: str) -> dict[str, Any] | None:
    """The start that an instance id names, where the series has an instance then."""
    found = _SUFFIX.match(own_id)
    if found is None or bool(found.group(3)) == times.is_day(event["start"]):
        return None
    text = found.group(2) + (found.group(3) or "T000000Z")
    try:
        moment = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    day = timedelta(days=1)
    return next(
        (s for s in starts(event, moment - day, moment + day) if instance_id(event["id"], s) == own_id), None
    )
