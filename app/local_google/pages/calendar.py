"""The calendar as a person sees it: a month or a week, an event, its form.

Everything a form changes goes through the rooms of app.local_google.calendar. Layout only is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.local_google.api import GoogleError
from app.local_google.calendar import access, book, diary, times, views
from app.local_google.calendar.book import Entry
from app.local_google.pages import days as agenda
from app.local_google.pages.days import DAY
from app.local_google.pages.look import page, page_blueprint, shown_to, the_world
from app.local_google.world import World

blueprint = page_blueprint("calendar", __name__)


def _at(path: str, **facts: str) -> ResponseReturnValue:
    query = urlencode({"as": shown_to(), **{key: value for key, value in facts.items() if value}})
    return redirect(f"{path}?{query}", 303)


def _day_of(text: str, fallback: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return fallback
    return found if found.year in times.YEARS else fallback


def _month(day: date, steps: int) -> date:
    index = day.year * 12 + day.month - 1 + steps
    return date(index // 12, index % 12 + 1, 1)


@blueprint.get("/calendar")
def grid() -> ResponseReturnValue:
    world, who = the_world(), shown_to()
    with world.transaction():
        shelves = agenda.shelves(world, who, set(request.args.getlist("hide")))
        zone = ZoneInfo(shelves[0].calendar["timeZone"] if shelves else "UTC")
        today = world.now().astimezone(zone).date()
        day = _day_of(request.args.get("on", ""), today)
        view = "week" if request.args.get("view") == "week" else "month"
        if view == "week":
            first, days = day - DAY * day.weekday(), 7
            back, forward = day - DAY * 7, day + DAY * 7
        else:
            begins = day.replace(day=1)
            first = begins - DAY * begins.weekday()
            days = 7 * (((_month(day, 1) - first).days + 6) // 7)
            back, forward = _month(day, -1), _month(day, 1)
        cells = list(agenda.by_day(world, shelves, first, days, zone).items())
    return page(
        "calendar_grid.html",
        view=view,
        day=day,
        today=today,
        weeks=[cells[number : number + 7] for number in range(0, days, 7)],
        steps={"back": back, "forward": forward},
        shelves=shelves,
        zone=zone.key,
        note=request.args.get("note", ""),
    )


def _opened(world: World, who: str) -> tuple[dict[str, Any], access.Role, Entry] | None:
    named = views.from_eid(request.values.get("eid", ""))
    if named is None:
        return None
    try:
        calendar, role = access.require(world, who, named[1], "freeBusyReader")
    except GoogleError:
        return None
    entry = book.find(world, calendar["id"], named[0])
    if entry is None or entry.cancelled or "start" not in entry.event:
        return None
    return calendar, role, entry


def _fields(entry: Entry, calendar: dict[str, Any]) -> dict[str, str]:
    """The event as the form writes it: local dates and times; an all-day end is the last day."""
    start, end = entry.event["start"], entry.event["end"]
    zone = ZoneInfo(start.get("timeZone", calendar["timeZone"]))
    first, last = (times.at(value, zone).astimezone(zone) for value in (start, end))
    whole = times.is_day(start)
    if whole and last > first:
        last -= DAY
    return {
        "summary": entry.event.get("summary", ""),
        "location": entry.event.get("location", ""),
        "description": entry.event.get("description", ""),
        "guests": ", ".join(guest["email"] for guest in entry.event.get("attendees", [])),
        "start_day": first.date().isoformat(),
        "end_day": last.date().isoformat(),
        "start_time": "" if whole else f"{first:%H:%M}",
        "end_time": "" if whole else f"{last:%H:%M}",
        "all_day": "yes" if whole else "",
        "zone": zone.key,
        "calendar": calendar["id"],
    }


def _body(fields: Mapping[str, str], old: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """What a form says, as the body of an API request."""
    start, end = fields.get("start_day", ""), fields.get("end_day", "") or fields.get("start_day", "")
    moments: dict[str, Any]
    if fields.get("all_day"):
        last = _day_of(end, date.min)
        moments = {"start": {"date": start}, "end": {"date": (last + DAY).isoformat()}}
    else:
        moments = {
            "start": {"dateTime": f"{start}T{fields.get('start_time') or '09:00'}:00", "timeZone": zone},
            "end": {"dateTime": f"{end}T{fields.get('end_time') or '10:00'}:00", "timeZone": zone},
        }
    known = {guest["email"]: guest for guest in old.get("attendees", [])}
    emails = [part.strip().lower() for part in fields.get("guests", "").replace(";", ",").split(",")]
    guests = [known.get(email, {"email": email}) for email in emails if email]
    texts = {name: fields.get(name, "").replace("\r\n", "\n").strip() for name in
             ("summary", "location", "description")}  # fmt: skip
    whole = {**old, **texts, **moments, "attendees": guests}
    return {key: value for key, value in whole.items() if value}


def _form(fields: Mapping[str, str], **facts: Any) -> ResponseReturnValue:
    world, who = the_world(), shown_to()
    with world.transaction():
        shelves = agenda.shelves(world, who, set())
    writable = [shelf for shelf in shelves if access.at_least(shelf.role, "writer")]
    given = {"eid": "", "wrong": "", "event": None, "editable": True, "series": False, **facts}
    return page("calendar_event.html", fields=fields, shelves=writable, **given)


@blueprint.get("/calendar/event")
def event() -> ResponseReturnValue:
    """An event; a link from elsewhere, which names nobody, is opened as the calendar's owner."""
    world, who, named = the_world(), shown_to(""), views.from_eid(request.args.get("eid", ""))
    with world.transaction():
        calendar = access.calendar_of(world, named[1]) if named and not who else None
        if calendar is not None:
            return redirect(f"{request.path}?{urlencode({'as': calendar['owner'], **request.args})}", 303)
        opened = _opened(world, who)
    if opened is None:
        return page("calendar_missing.html", status=404)
    return _event_form(opened)


def _event_form(opened: tuple[dict[str, Any], access.Role, Entry], **facts: Any) -> ResponseReturnValue:
    calendar, role, entry = opened
    if views.hidden(entry, role):
        return page("calendar_missing.html", status=404)
    given = {
        "fields": _fields(entry, calendar),
        "eid": views.eid(entry),
        "event": entry.event,
        "editable": access.at_least(role, "writerWithoutPrivateAccess"),
        "series": bool(entry.series),
        **facts,
    }
    return _form(**given)


@blueprint.post("/calendar/event")
def change_event() -> ResponseReturnValue:
    world, who, form = the_world(), shown_to(), request.form.to_dict()
    with world.transaction():
        opened = _opened(world, who)
    if opened is None:
        return page("calendar_missing.html", status=404)
    calendar, _, entry = opened
    try:
        with world.transaction():
            access.require(world, who, calendar["id"], "writerWithoutPrivateAccess")
            note = _carry_out(world, who, calendar, entry, form)
    except GoogleError as error:
        fields = {**_fields(entry, calendar), **form, "all_day": form.get("all_day", "")}
        return _event_form(opened, fields=fields, wrong=error.message)
    return _at("/calendar", on=form.get("start_day", ""), note=note)


def _carry_out(
    world: World, who: str, calendar: dict[str, Any], entry: Entry, form: Mapping[str, str]
) -> str:
    if form.get("action") in ("delete", "delete_series"):
        if form["action"] == "delete_series" and entry.series:
            entry = book.find(world, calendar["id"], entry.series) or entry
        diary.cancel(world, entry)
        return "The event is deleted."
    fields = _fields(entry, calendar)
    body = _body(form, entry.event, fields["zone"])
    changed = diary.change(world, who, entry, body, calendar["timeZone"])
    target = form.get("calendar", calendar["id"])
    if target != calendar["id"] and not entry.series and entry.home == entry.calendar:
        diary.move(world, changed, access.require(world, who, target, "writer")[0])
    return "The event is saved."


@blueprint.get("/calendar/new")
def new_event() -> ResponseReturnValue:
    world, who = the_world(), shown_to()
    with world.transaction():
        calendar = access.primary(world, who)
        today = world.now().astimezone(ZoneInfo(calendar["timeZone"])).date()
    day = _day_of(request.args.get("on", ""), today).isoformat()
    blank = dict.fromkeys(("summary", "location", "description", "guests", "all_day"), "")
    spans = {"start_day": day, "end_day": day, "start_time": "09:00", "end_time": "10:00"}
    return _form(blank | spans | {"zone": calendar["timeZone"], "calendar": calendar["id"]})


@blueprint.post("/calendar/new")
def add_event() -> ResponseReturnValue:
    world, who, form = the_world(), shown_to(), request.form.to_dict()
    try:
        with world.transaction():
            calendar, _ = access.require(world, who, form.get("calendar", "primary"), "writer")
            diary.insert(world, who, calendar, _body(form, {}, calendar["timeZone"]))
    except GoogleError as error:
        return _form({"all_day": "", "zone": "", **form}, wrong=error.message)
    return _at("/calendar", on=form.get("start_day", ""), note="The event is saved.")
