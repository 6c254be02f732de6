"""Calendar's dates and times: what a client may send, and how an answer writes them.

Pure. A moment is kept as the client sent it, with its zone; whole days are dates without a zone.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.local_google.api import GoogleError, bad_request

# Far enough from what datetime can hold for any zone and any length of an event.
YEARS = range(1000, 9000)
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)?")


def invalid(message: str, location: str | None = None) -> GoogleError:
    return bad_request(message, reason="invalid", location=location)


def required(message: str) -> GoogleError:
    return bad_request(message, reason="required")


def zone_of(name: str, location: str | None = None) -> ZoneInfo:
    """The zone of that IANA name, or Google's 400."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise invalid("Invalid time zone definition.", location) from error


def parse(text: str) -> datetime | None:
    """An RFC 3339 time, with or without an offset; None for anything else."""
    if not _RFC3339.fullmatch(text):
        return None
    try:
        found = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return found if found.year in YEARS else None


def instant(text: str, name: str) -> datetime:
    """A time parameter with its mandatory offset, in UTC; fractions of a second are ignored."""
    found = parse(text)
    if found is None or found.tzinfo is None:
        raise bad_request("Bad Request", reason="badRequest", location=name)
    return found.astimezone(UTC).replace(microsecond=0)


def stamp(moment: datetime) -> str:
    """A time as `created` and `updated` show it: UTC with milliseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def second(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def checked(value: dict[str, Any] | None, which: str, zone: str, needs_zone: bool) -> dict[str, Any]:
    """A start or end as it will be kept: exactly one of date and dateTime, the latter with its zone."""
    sent = {key: found for key, found in (value or {}).items() if found is not None}
    if ("date" in sent) == ("dateTime" in sent):
        if "date" in sent:
            raise invalid(f"Invalid {which} time.")
        raise required(f"Missing {which} time.")
    if "timeZone" in sent:
        zone_of(sent["timeZone"])
    if "date" in sent:
        return {"date": _day(sent["date"], which).isoformat()}
    found = parse(sent["dateTime"])
    if found is None:
        raise invalid(f"Invalid {which} time.")
    if "timeZone" not in sent and (found.tzinfo is None or needs_zone):
        raise required(f"Missing time zone definition for {which} time.")
    name = sent.get("timeZone", zone)
    own = found if found.tzinfo else found.replace(tzinfo=zone_of(name))
    return {"dateTime": own.replace(microsecond=0).isoformat(), "timeZone": name}


def _day(text: str, which: str) -> date:
    try:
        found = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise invalid(f"Invalid {which} time.")
    return found


def check_span(start: dict[str, Any], end: dict[str, Any]) -> None:
    """Both of one kind, and the end not before the start."""
    if ("date" in start) != ("date" in end):
        raise invalid("Start and end times must either both be date or both be dateTime.")
    empty = (
        date.fromisoformat(end["date"]) < date.fromisoformat(start["date"])
        if "date" in start
        else datetime.fromisoformat(end["dateTime"]) < datetime.fromisoformat(start["dateTime"])
    )
    if empty:
        raise bad_request("The specified time range is empty.", reason="timeRangeEmpty", domain="calendar")


def is_day(value: dict[str, Any]) -> bool:
    return "date" in value


def at(value: dict[str, Any], zone: ZoneInfo) -> datetime:
    """The moment in UTC; a day begins at midnight in the calendar's zone."""
    if "date" in value:
        return datetime.combine(date.fromisoformat(value["date"]), time(), zone).astimezone(UTC)
    return datetime.fromisoformat(value["dateTime"]).astimezone(UTC)


def span(event: dict[str, Any], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end in UTC; a whole day without an end lasts one day."""
    start = at(event["start"], zone)
    end = at(event.get("end", event["start"]), zone)
    if is_day(event["start"]) and end <= start:
        end = start + timedelta(days=1)
    return start, end


def shown(value: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """A moment with the offset that `zone` has then, as Google writes it."""
    if "date" in value:
        return {"date": value["date"]}
    there = datetime.fromisoformat(value["dateTime"]).astimezone(zone)
    text = there.isoformat(timespec="seconds").replace("+00:00", "Z")
    return {"dateTime": text, **({"timeZone": value["timeZone"]} if "timeZone" in value else {})}
