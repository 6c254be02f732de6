"""An event as an answer shows it to this caller: times in the asked zone, `self`, reminders, what is private.

Reads only.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from app.local_google.api import Call
from app.local_google.calendar import access, times
from app.local_google.calendar.access import Role
from app.local_google.calendar.book import Entry

_PUBLIC_WHEN_HIDDEN = (
    "id", "status", "created", "updated", "iCalUID", "start", "end", "recurrence", "recurringEventId",
    "originalStartTime", "transparency", "eventType", "sequence",
)  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """For whom an event is shown, with which role on its calendar, and how."""

    email: str
    role: Role
    zone: ZoneInfo
    base_url: str
    most_attendees: int | None = None


def reader_of(call: Call, calendar: dict[str, Any], role: Role) -> Reader:
    zone = times.zone_of(str(call.params.get("timeZone") or calendar["timeZone"]), "timeZone")
    return Reader(call.caller.email.lower(), role, zone, call.world.base_url, call.params.get("maxAttendees"))


def hidden(entry: Entry, role: Role) -> bool:
    """Whether this role sees only that there is something."""
    if access.at_least(role, "writer"):
        return False
    return role == "freeBusyReader" or entry.event.get("visibility") in ("private", "confidential")


def resource(entry: Entry, reader: Reader) -> dict[str, Any]:
    """The Event resource."""
    event = dict(entry.event)
    if hidden(entry, reader.role):
        event = {key: event[key] for key in _PUBLIC_WHEN_HIDDEN if key in event} | {"visibility": "private"}
    for name in ("start", "end", "originalStartTime"):
        if name in event:
            event[name] = times.shown(event[name], reader.zone)
    for name in ("creator", "organizer"):
        if name in event:
            event[name] = _self(event[name], entry.calendar)
    if "attendees" in event:
        event |= _guests(entry, event["attendees"], reader)
    if "start" in event and not hidden(entry, reader.role):
        event["reminders"] = entry.reminders.get(reader.email, {"useDefault": True})
    return {
        "kind": "calendar#event",
        "etag": access.etag(entry.seq),
        **event,
        "htmlLink": f"{reader.base_url}/calendar/event?eid={eid(entry)}",
    }


def eid(entry: Entry) -> str:
    text = f"{entry.id} {entry.calendar}".encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def from_eid(text: str) -> tuple[str, str] | None:
    """Event id and calendar id of a link."""
    try:
        own_id, _, calendar = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(" ")
    except ValueError:
        return None
    return (own_id, calendar) if own_id and calendar else None


def _self(person: dict[str, Any], calendar: str) -> dict[str, Any]:
    return {**person, "self": True} if person.get("email") == calendar else person


def _guests(entry: Entry, guests: list[dict[str, Any]], reader: Reader) -> dict[str, Any]:
    shown = [_self(guest, entry.calendar) for guest in guests]
    own = [guest for guest in shown if guest.get("self")]
    unseen = entry.event.get("guestsCanSeeOtherGuests") is False and entry.home != entry.calendar
    too_many = reader.most_attendees is not None and len(shown) > reader.most_attendees
    if unseen or too_many:
        return {"attendees": own, "attendeesOmitted": True}
    return {"attendees": shown}


def stub(entry: Entry) -> dict[str, Any]:
    """A deleted event as a sync shows it: that it is gone, and what it belonged to."""
    shown = {
        "kind": "calendar#event",
        "etag": access.etag(entry.seq),
        "id": entry.id,
        "status": "cancelled",
    }
    for name in ("recurringEventId", "originalStartTime"):
        if name in entry.event:
            shown[name] = entry.event[name]
    return shown
