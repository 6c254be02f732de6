"""calendar.events but for list and watch: the handlers of single events."""

from __future__ import annotations

from typing import Any

from app.local_google.api import Call, bad_request, forbidden, not_found, serves
from app.local_google.calendar import (
    access,
    book,
    diary,
    invitations,
    recurrence,
    rules,
    scopes,
    times,
    tokens,
    views,
)
from app.local_google.calendar.access import Role
from app.local_google.calendar.book import Entry


def _found(call: Call, needed: Role) -> tuple[dict[str, Any], Role, Entry]:
    calendar, role = scopes.required_by(call, needed)
    entry = book.find(call.world, calendar["id"], str(call.params["eventId"]))
    if entry is None:
        raise not_found("Not Found", reason="notFound")
    return calendar, role, entry


def _writable(call: Call) -> tuple[dict[str, Any], Role, Entry]:
    calendar, role, entry = _found(call, "writerWithoutPrivateAccess")
    if views.hidden(entry, role):
        raise forbidden("Forbidden", reason="forbidden")
    access.check_match(call, access.etag(entry.seq))
    return calendar, role, entry


@serves("calendar.events.insert")
def insert_event(call: Call) -> dict[str, Any]:
    calendar, role = scopes.required_by(call, "writerWithoutPrivateAccess")
    entry = diary.insert(call.world, call.caller.email.lower(), calendar, call.body)
    invitations.tell(call, None, entry)
    return views.resource(entry, views.reader_of(call, calendar, role))


@serves("calendar.events.import")
def import_event(call: Call) -> dict[str, Any]:
    calendar, role = scopes.required_by(call, "writerWithoutPrivateAccess")
    uid = call.body.get("iCalUID")
    if not uid:
        raise bad_request("Missing iCalUID.", reason="required")
    email = call.caller.email.lower()
    same = book.by_uid(call.world, calendar["id"], str(uid))
    if same:
        entry = diary.change(call.world, email, same[0], call.body, calendar["timeZone"])
    else:
        entry = diary.insert(call.world, email, calendar, call.body, imported=True)
    return views.resource(entry, views.reader_of(call, calendar, role))


@serves("calendar.events.get")
def get_event(call: Call) -> dict[str, Any]:
    calendar, role, entry = _found(call, "freeBusyReader")
    return views.resource(entry, views.reader_of(call, calendar, role))


@serves("calendar.events.update")
def update_event(call: Call) -> dict[str, Any]:
    calendar, role, entry = _writable(call)
    changed = diary.change(call.world, call.caller.email.lower(), entry, call.body, calendar["timeZone"])
    invitations.tell(call, entry, changed)
    return views.resource(changed, views.reader_of(call, calendar, role))


@serves("calendar.events.patch")
def patch_event(call: Call) -> dict[str, Any]:
    calendar, role, entry = _writable(call)
    email = call.caller.email.lower()
    base = dict(entry.event)
    body = dict(call.body)
    for name in ("start", "end"):
        if isinstance(body.get(name), dict):
            body[name] = _moment(base.get(name, {}), body[name])
            base.pop(name, None)
    if body.get("reminders") is not None:
        body["reminders"] = rules.merged(entry.reminders.get(email, {}), body["reminders"])
    changed = diary.change(call.world, email, entry, rules.merged(base, body), calendar["timeZone"])
    invitations.tell(call, entry, changed)
    return views.resource(changed, views.reader_of(call, calendar, role))


def _moment(old: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """A patched start or end: naming a day drops the hour, naming an hour drops the day."""
    given = {key: value for key, value in sent.items() if value is not None}
    if "date" in given and "dateTime" not in given:
        return given
    kept = {key: value for key, value in old.items() if key != "date" and key not in sent}
    return {**kept, **given} if "dateTime" in given or "timeZone" in given else {**old, **given}


@serves("calendar.events.delete")
def delete_event(call: Call) -> None:
    calendar, role = scopes.required_by(call, "writerWithoutPrivateAccess")
    entry = book.find(call.world, calendar["id"], str(call.params["eventId"]))
    if entry is None:
        raise not_found("Not Found", reason="notFound")
    if entry.cancelled:
        raise diary.gone()
    if views.hidden(entry, role):
        raise forbidden("Forbidden", reason="forbidden")
    access.check_match(call, access.etag(entry.seq))
    invitations.tell(call, entry, diary.cancel(call.world, entry))


@serves("calendar.events.move")
def move_event(call: Call) -> dict[str, Any]:
    _, _, entry = _writable(call)
    destination, role = access.require(
        call.world, call.caller.email, str(call.params["destination"]), "writer"
    )
    if entry.series:
        raise bad_request(
            "Cannot change the organizer of an instance.", reason="cannotChangeOrganizerOfInstance"
        )
    if entry.home != entry.calendar:
        raise forbidden("Cannot change the organizer of this event.", reason="cannotChangeOrganizer")
    if entry.cancelled:
        raise diary.gone()
    moved = diary.move(call.world, entry, destination)
    return views.resource(moved, views.reader_of(call, destination, role))


@serves("calendar.events.instances")
def list_instances(call: Call) -> dict[str, Any]:
    calendar, role, entry = _found(call, "freeBusyReader")
    reader = views.reader_of(call, calendar, role)
    window = {
        name: times.instant(str(call.params[name]), name) if name in call.params else None
        for name in ("timeMin", "timeMax")
    }
    every = [] if not entry.repeats or entry.cancelled else list(
        book.instances(call.world, entry, window["timeMin"], window["timeMax"])
    )  # fmt: skip
    if "originalStart" in call.params:
        wanted = _original(str(call.params["originalStart"]), entry)
        every = [one for one in every if one.id == wanted]
    if not call.params.get("showDeleted"):
        every = [one for one in every if not one.cancelled]
    every.sort(key=lambda one: one.id)
    page, more, _ = tokens.page(call.world, call.params, f"instances/{calendar['id']}/{entry.id}", every)
    shown = [views.stub(one) if one.cancelled else views.resource(one, reader) for one in page]
    return heading(call, calendar, role) | {"items": shown} | ({"nextPageToken": more} if more else {})


def _original(text: str, series: Entry) -> str:
    moment = times.parse(text)
    start = {"date": text[:10]} if times.is_day(series.event["start"]) else {"dateTime": text}
    if "dateTime" in start and (moment is None or moment.tzinfo is None):
        raise times.invalid("Invalid value for: Invalid format.", "originalStart")
    return recurrence.instance_id(series.id, start)


def heading(call: Call, calendar: dict[str, Any], role: Role) -> dict[str, Any]:
    """What a list of events says of its calendar."""
    line = access.line_of(call.world, call.caller.email.lower(), calendar["id"]) or {}
    shown = {
        "kind": "calendar#events",
        "etag": access.etag(tokens.current(call.world)),
        "summary": calendar["summary"],
        "description": calendar.get("description", ""),
        "updated": book.last_change(call.world, calendar["id"]),
        "timeZone": str(call.params.get("timeZone") or calendar["timeZone"]),
        "accessRole": role,
        "defaultReminders": line.get("defaultReminders") or [],
    }
    if not shown["description"]:
        del shown["description"]
    return shown
