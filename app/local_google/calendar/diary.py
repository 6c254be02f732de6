"""Making, changing and cancelling events, with what follows for the guests' own copies.

Roles are checked by the callers of this room; what a request may say is rules.py's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.local_google.api import GoogleError, forbidden
from app.local_google.calendar import access, book, recurrence, rules, times
from app.local_google.calendar.book import Entry
from app.local_google.world import World

OWN_FIELDS = frozenset({"colorId", "transparency", "visibility", "status"})
MOST_SEQUENCE = 2**31 - 1
_IDENTITY = (
    "id", "iCalUID", "created", "creator", "organizer", "recurringEventId", "originalStartTime", "updated",
    "sequence",
)  # fmt: skip


def taken() -> GoogleError:
    return GoogleError(409, "The requested identifier already exists.", reason="duplicate")


def gone() -> GoogleError:
    return GoogleError(410, "Resource has been deleted", reason="deleted")


def insert(
    world: World, email: str, calendar: dict[str, Any], body: Mapping[str, Any], imported: bool = False
) -> Entry:
    """A new event on the calendar, by `email`; guests get their copies unless it is imported."""
    own_id = rules.checked_id(str(body["id"])) if body.get("id") else book.new_id(world)
    uid = str(body.get("iCalUID") or f"{own_id}@google.com")
    if book.find(world, calendar["id"], own_id) or (not imported and book.by_uid(world, calendar["id"], uid)):
        raise taken()
    event = _defaults(rules.content(body, calendar["timeZone"])) | {
        "id": own_id,
        "iCalUID": uid,
        "sequence": _sequence(body),
        "created": times.stamp(world.now()),
        "creator": {"email": email},
        "organizer": _organizer(calendar),
    }
    if imported and body.get("organizer", {}).get("email"):
        event["organizer"] = {
            key: value for key, value in body["organizer"].items() if key in ("email", "displayName")
        }
    _mark_organizer(event)
    reminders: dict[str, dict[str, Any]] = {}
    if body.get("reminders") is not None:
        reminders[email] = rules.reminders(body["reminders"])
    entry = book.save(world, Entry(calendar["id"], own_id, event, calendar["id"], reminders=reminders))
    if not imported:
        spread(world, entry)
    return entry


def _sequence(body: Mapping[str, Any]) -> int:
    return max(0, int(body.get("sequence", 0)))


def _defaults(event: dict[str, Any]) -> dict[str, Any]:
    return {"status": "confirmed", "eventType": "default"} | event


def _organizer(calendar: dict[str, Any]) -> dict[str, Any]:
    if calendar["primary"]:
        return {"email": calendar["id"]}
    return {"email": calendar["id"], "displayName": calendar["summary"]}


def _mark_organizer(event: dict[str, Any]) -> None:
    for guest in event.get("attendees", []):
        if guest["email"] == event["organizer"].get("email"):
            guest |= {"organizer": True}
            if guest["responseStatus"] == "needsAction":
                guest["responseStatus"] = "accepted"


def change(world: World, email: str, entry: Entry, body: Mapping[str, Any], zone: str) -> Entry:
    """Make the event what the whole `body` says; keeps identity, creator and organizer."""
    fresh = _defaults(rules.content(body, zone))
    if entry.series:
        fresh.pop("recurrence", None)
    reminders = dict(entry.reminders)
    if body.get("reminders") is not None:
        reminders[email] = rules.reminders(body["reminders"])
    kept = {key: entry.event[key] for key in _IDENTITY if key in entry.event}
    event = {**fresh, **kept}
    if entry.home != entry.calendar:
        event = _as_guest(entry, event)
    _mark_organizer(event)
    if event == entry.event and reminders != entry.reminders:
        return book.save(world, replace(entry, reminders=reminders), touched=False)
    if any(event.get(key) != entry.event.get(key) for key in ("start", "end", "recurrence")):
        event["sequence"] = min(max(event.get("sequence", 0), _sequence(body)) + 1, MOST_SEQUENCE)
    changed = book.save(world, replace(entry, event=event, reminders=reminders))
    _keep_series(world, entry, changed)
    _tell_others(world, entry, changed)
    return changed


def _keep_series(world: World, before: Entry, after: Entry) -> None:
    """A revived or moved series loses the exceptions whose instances it no longer has."""
    if not before.repeats:
        return
    for one in book.exceptions(world, after):
        start = recurrence.original_start(after.event, one.id) if after.repeats else None
        if start is None and not one.cancelled:
            spread(world, book.save(world, replace(one, event=one.event | {"status": "cancelled"})))


def _as_guest(entry: Entry, event: dict[str, Any]) -> dict[str, Any]:
    """What a guest's change comes to: their own answer and their own copy, not the other guests."""
    for name in rules.SHARED_BY_ORGANIZER:
        if event.get(name, name != "guestsCanModify") != entry.event.get(name, name != "guestsCanModify"):
            raise forbidden(
                "Shared properties can only be changed by the organizer of the event.",
                reason="forbiddenForNonOrganizer",
                domain="calendar",
            )
    own = next((g for g in event.get("attendees", []) if g["email"] == entry.calendar), None)
    guests = [
        {**guest, **own} if own and guest["email"] == entry.calendar else guest
        for guest in entry.event.get("attendees", [])
    ]
    shared = {"shared": entry.event.get("extendedProperties", {}).get("shared", {})}
    private = {"private": event.get("extendedProperties", {}).get("private", {})}
    both = {key: value for key, value in (shared | private).items() if value}
    kept = {key: value for key, value in event.items() if key not in ("attendees", "extendedProperties")}
    return kept | ({"attendees": guests} if guests else {}) | ({"extendedProperties": both} if both else {})


def _tell_others(world: World, before: Entry, after: Entry) -> None:
    if after.home == after.calendar:
        spread(world, after, before)
        return
    home = book.find(world, after.home, after.id)
    if home is None:
        return
    guests = [
        next((g for g in after.event.get("attendees", []) if g["email"] == after.calendar), guest)
        if guest["email"] == after.calendar
        else guest
        for guest in home.event.get("attendees", [])
    ]
    event = home.event | {"attendees": guests}
    if home.event.get("guestsCanModify"):
        own = ("attendees", "extendedProperties", "status", "colorId", "transparency", "visibility")
        event = {**{k: v for k, v in after.event.items() if k not in own}, "attendees": guests,
                 **{k: home.event[k] for k in own[1:] if k in home.event}}  # fmt: skip
    if event != home.event:
        spread(world, book.save(world, replace(home, event=event)), home)


def spread(world: World, entry: Entry, before: Entry | None = None) -> None:
    """Bring the guests' copies into line with the organizer's event."""
    if entry.home != entry.calendar:
        return
    now = {guest["email"] for guest in entry.event.get("attendees", []) if not guest.get("resource")}
    was = {guest["email"] for guest in before.event.get("attendees", [])} if before else set()
    for email in sorted((now | was) - {entry.calendar}):
        guest = access.primary(world, email)
        copy = book.find(world, guest["id"], entry.id)
        if copy is not None and copy.stored and copy.home != entry.home:
            continue
        if email not in now or entry.cancelled:
            if copy is not None and not copy.cancelled:
                book.save(world, replace(copy, event=copy.event | {"status": "cancelled"}))
        elif copy is None or not copy.stored or not (copy.cancelled and _declined(entry, email)):
            _copy(world, entry, guest["id"], copy if copy and copy.stored else None)


def _declined(entry: Entry, email: str) -> bool:
    return any(
        g["email"] == email and g["responseStatus"] == "declined" for g in entry.event.get("attendees", [])
    )


def _copy(world: World, entry: Entry, calendar: str, copy: Entry | None) -> None:
    event = dict(entry.event)
    own = copy.event if copy else {}
    for name in ("colorId",):
        event.pop(name, None)
        if name in own:
            event[name] = own[name]
    private = own.get("extendedProperties", {}).get("private")
    shared = event.get("extendedProperties", {}).get("shared")
    event.pop("extendedProperties", None)
    both = ({"private": private} if private else {}) | ({"shared": shared} if shared else {})
    if both:
        event["extendedProperties"] = both
    if copy and {**event, "updated": ""} == {**own, "updated": ""}:
        return
    base = copy or Entry(calendar, entry.id, event, entry.home)
    book.save(world, replace(base, event=event))


def cancel(world: World, entry: Entry) -> Entry:
    """Delete: the event stays, cancelled. A guest who deletes has declined; an organizer cancels for all."""
    if entry.cancelled:
        raise gone()
    changed = book.save(world, replace(entry, event=entry.event | {"status": "cancelled"}))
    if entry.repeats:
        for one in book.exceptions(world, entry):
            if not one.cancelled:
                spread(world, book.save(world, replace(one, event=one.event | {"status": "cancelled"})))
    if entry.home == entry.calendar:
        spread(world, changed)
        return changed
    home = book.find(world, entry.home, entry.id)
    if home is not None and not home.cancelled:
        guests = [
            {**g, "responseStatus": "declined"} if g["email"] == entry.calendar else g
            for g in home.event.get("attendees", [])
        ]
        spread(world, book.save(world, replace(home, event=home.event | {"attendees": guests})), home)
    return changed


def move(world: World, entry: Entry, destination: dict[str, Any]) -> Entry:
    """Another calendar becomes the organizer; the old one keeps a cancelled event that has only its id."""
    if book.find(world, destination["id"], entry.id):
        raise taken()
    for one in [*book.exceptions(world, entry), entry]:
        event = one.event | {"organizer": _organizer(destination)}
        moved = replace(one, calendar=destination["id"], home=destination["id"], event=event, born=0)
        result = book.save(world, moved)
        stub = {key: entry.event[key] for key in ("id", "iCalUID") if key in entry.event}
        book.save(world, replace(one, event=stub | {"status": "cancelled"}, home=destination["id"]))
        _rehome(world, one, result)
    return result


def _rehome(world: World, before: Entry, after: Entry) -> None:
    for guest in after.event.get("attendees", []):
        copy = book.find(world, guest["email"], after.id)
        if copy is not None and copy.home == before.calendar and copy.calendar != before.calendar:
            book.save(world, replace(copy, home=after.calendar))
    spread(world, after)
