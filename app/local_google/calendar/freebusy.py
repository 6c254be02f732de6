"""calendar.freebusy: when calendars are busy, without saying with what."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.local_google.api import Call, bad_request, serves
from app.local_google.calendar import access, book, times

MOST_CALENDARS = 50


@serves("calendar.freebusy.query")
def free_busy(call: Call) -> dict[str, Any]:
    bounds = [call.body.get(name) for name in ("timeMin", "timeMax")]
    if not all(bounds):
        raise bad_request("Missing time range.", reason="required")
    after, before = (times.instant(text, "timeMin") for text in bounds)
    if after >= before:
        raise bad_request("The specified time range is empty.", reason="timeRangeEmpty", domain="calendar")
    zone = times.zone_of(str(call.body.get("timeZone", "UTC")))
    items = call.body.get("items", [])
    if len(items) > min(int(call.body.get("calendarExpansionMax", MOST_CALENDARS)), MOST_CALENDARS):
        raise bad_request(
            "The number of calendars requested is too large for a single query.",
            reason="tooManyCalendarsRequested",
            domain="calendar",
        )
    found = {
        str(item.get("id", "")): _busy_on(call, str(item.get("id", "")), after, before) for item in items
    }
    return {
        "kind": "calendar#freeBusy",
        "timeMin": after.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "timeMax": before.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "calendars": {
            name: told | {"busy": [_shown(period, zone) for period in told["busy"]]}
            for name, told in found.items()
        },
    }


def _shown(period: dict[str, datetime], zone: ZoneInfo) -> dict[str, str]:
    return {key: moment.astimezone(zone).isoformat().replace("+00:00", "Z") for key, moment in period.items()}


def _busy_on(call: Call, calendar_id: str, after: datetime, before: datetime) -> dict[str, Any]:
    own_id = call.caller.email.lower() if calendar_id == "primary" else calendar_id.lower()
    calendar = access.calendar_of(call.world, own_id)
    if calendar is None or access.role_of(call.world, call.caller.email, calendar) == "none":
        return {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
    return {"busy": _merged(sorted(_periods(call, calendar["id"], after, before)))}


def _periods(call: Call, calendar: str, after: datetime, before: datetime) -> list[tuple[datetime, datetime]]:
    zone = book.zone_of(call.world, calendar)
    found: list[tuple[datetime, datetime]] = []
    for entry in book.every(call.world, calendar):
        if entry.cancelled:
            continue
        ones = book.instances(call.world, entry, after, before) if entry.repeats else [entry]
        for one in ones:
            if (entry.repeats and one.stored) or one.event.get("transparency") == "transparent":
                continue
            if _declined(one, calendar) or not book.touches(one, after, before, zone):
                continue
            start, end = times.span(one.event, zone)
            found.append((max(start, after), min(end, before)))
    return found


def _declined(one: book.Entry, email: str) -> bool:
    return any(
        g["email"] == email and g["responseStatus"] == "declined" for g in one.event.get("attendees", [])
    )


def _merged(periods: list[tuple[datetime, datetime]]) -> list[dict[str, datetime]]:
    result: list[dict[str, datetime]] = []
    for start, end in periods:
        if result and start <= result[-1]["end"]:
            result[-1]["end"] = max(result[-1]["end"], end)
        elif end > start:
            result.append({"start": start, "end": end})
    return result
