"""calendar.calendars and calendar.calendarList: the calendars themselves, and each person's list of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.local_google.api import Call, bad_request, forbidden, serves
from app.local_google.calendar import access, book, fixed, rules, scopes, times, tokens
from app.local_google.calendar.access import Role

_TEXTS = ("summary", "description", "location", "timeZone", "autoAcceptInvitations")
_LINE = (
    "summaryOverride", "colorId", "backgroundColor", "foregroundColor", "hidden", "selected",
    "defaultReminders", "notificationSettings",
)  # fmt: skip


def resource(calendar: dict[str, Any]) -> dict[str, Any]:
    shown = {key: calendar[key] for key in _TEXTS if key in calendar}
    owner = {} if calendar["primary"] else {"dataOwner": calendar["owner"]}
    return {
        "kind": "calendar#calendar",
        "etag": access.etag(calendar["seq"]),
        "id": calendar["id"],
        **shown,
        **owner,
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    }


def _checked(body: dict[str, Any]) -> dict[str, Any]:
    facts = {key: body[key] for key in _TEXTS if body.get(key) is not None}
    if not str(facts.get("summary", "")).strip():
        raise bad_request("Missing title.", reason="required")
    if "timeZone" in facts:
        times.zone_of(facts["timeZone"])
    return facts


@serves("calendar.calendars.insert")
def insert_calendar(call: Call) -> dict[str, Any]:
    owner = call.caller.email.lower()
    access.primary(call.world, owner)
    facts = _checked(call.body) | {"client": call.caller.client}
    own_id = f"c_{call.world.random.randbytes(32).hex()}@group.calendar.google.com"
    return resource(access.make(call.world, own_id, owner, facts))


@serves("calendar.calendars.get")
def get_calendar(call: Call) -> dict[str, Any]:
    return resource(scopes.required_by(call, "freeBusyReader")[0])


def _change(call: Call, calendar: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    access.check_match(call, access.etag(calendar["seq"]))
    kept = {key: value for key, value in calendar.items() if key not in _TEXTS}
    zone = {"timeZone": calendar["timeZone"]}
    changed = kept | zone | facts | {"seq": access.next_change(call.world)}
    call.world.store.put(access.CALENDARS, calendar["id"], changed)
    return resource(changed)


@serves("calendar.calendars.patch")
def patch_calendar(call: Call) -> dict[str, Any]:
    calendar, _ = scopes.required_by(call, "owner")
    old = {key: calendar[key] for key in _TEXTS if key in calendar}
    return _change(call, calendar, _checked(rules.merged(old, call.body)))


@serves("calendar.calendars.update")
def update_calendar(call: Call) -> dict[str, Any]:
    calendar, _ = scopes.required_by(call, "owner")
    return _change(call, calendar, _checked(call.body))


@serves("calendar.calendars.delete")
def delete_calendar(call: Call) -> None:
    calendar, _ = scopes.required_by(call, "owner")
    if calendar["primary"]:
        raise forbidden("Primary calendars cannot be deleted.", reason="forbidden")
    if calendar["owner"] != call.caller.email.lower():
        raise forbidden("Only the data owner can delete a calendar.", reason="forbidden")
    gone = calendar | {"deleted": True, "seq": access.next_change(call.world)}
    call.world.store.put(access.CALENDARS, calendar["id"], gone)
    for key, line in call.world.store.scan(access.LISTS):
        if line["calendar"] == calendar["id"]:
            access.put_line(call.world, key.partition("|")[0], calendar["id"], {"deleted": True})


@serves("calendar.calendars.clear")
def clear_calendar(call: Call) -> None:
    calendar, _ = scopes.required_by(call, "owner")
    if not calendar["primary"]:
        raise bad_request("Only a primary calendar can be cleared.", reason="invalid")
    for entry in book.every(call.world, calendar["id"]):
        if not entry.cancelled:
            book.save(call.world, replace(entry, event=entry.event | {"status": "cancelled"}))


def entry(call: Call, line: dict[str, Any], calendar: dict[str, Any] | None, role: Role) -> dict[str, Any]:
    """A CalendarListEntry; of a calendar that is gone only that it is."""
    shown = {
        "kind": "calendar#calendarListEntry",
        "etag": access.etag(max(line["seq"], calendar["seq"] if calendar else 0)),
        "id": line["calendar"],
    }
    if calendar is None or line.get("deleted"):
        return shown | {"deleted": True}
    colour = fixed.CALENDAR_COLORS.get(line.get("colorId", "16"), fixed.CALENDAR_COLORS["16"])
    facts = {key: line[key] for key in _LINE if line.get(key) not in (None, False)}
    shown |= {key: calendar[key] for key in _TEXTS if key in calendar}
    shown |= {
        "colorId": "16",
        "backgroundColor": colour[0],
        "foregroundColor": colour[1],
        "accessRole": role,
        "defaultReminders": [],
        **facts,
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
    }
    if calendar["primary"] and calendar["id"] == call.caller.email.lower():
        shown |= {"primary": True, "selected": True}
    elif not calendar["primary"]:
        shown["dataOwner"] = calendar["owner"]
    return shown


def _own_entry(call: Call) -> tuple[dict[str, Any], Role, dict[str, Any]]:
    calendar, role = scopes.required_by(call, "freeBusyReader")
    line = access.line_of(call.world, call.caller.email.lower(), calendar["id"])
    if line is None or line.get("deleted"):
        raise access.missing()
    return calendar, role, line


@serves("calendar.calendarList.get")
def get_entry(call: Call) -> dict[str, Any]:
    calendar, role, line = _own_entry(call)
    return entry(call, line, calendar, role)


@serves("calendar.calendarList.list")
def list_entries(call: Call) -> dict[str, Any]:
    email, params = call.caller.email.lower(), call.params
    access.primary(call.world, email)
    since = _since(call, email)
    shown: list[dict[str, Any]] = []
    for _, line in call.world.store.scan(access.LISTS, f"{email}|"):
        calendar = access.calendar_of(call.world, line["calendar"])
        role: Role = access.role_of(call.world, email, calendar) if calendar else "none"
        one = entry(call, line, calendar if role != "none" else None, role)
        changed = max(line["seq"], calendar["seq"] if calendar else 0) > since
        if changed and _listed(one, params, role):
            shown.append(one)
    place = f"calendarList/{email}"
    page, more = tokens.listing(call.world, email, params, place, shown)
    etag = access.etag(tokens.current(call.world))
    return {"kind": "calendar#calendarList", "etag": etag, "items": page, **more}


def _since(call: Call, email: str) -> int:
    if "syncToken" not in call.params:
        return 0
    if "minAccessRole" in call.params:
        raise bad_request("The parameter minAccessRole cannot be used together with syncToken.")
    text = str(call.params["syncToken"])
    return int(tokens.read_sync_token(call.world, email, f"calendarList/{email}", text)["change"])


def _listed(one: dict[str, Any], params: dict[str, Any], role: Role) -> bool:
    if "syncToken" in params:
        return True
    if one.get("deleted"):
        return bool(params.get("showDeleted"))
    if one.get("hidden") and not params.get("showHidden"):
        return False
    return access.at_least(role, params.get("minAccessRole", "freeBusyReader"))


@serves("calendar.calendarList.insert")
def insert_entry(call: Call) -> dict[str, Any]:
    email = call.caller.email.lower()
    own_id = str(call.body.get("id", ""))
    calendar, role = access.require(call.world, email, own_id, "freeBusyReader")
    facts = _line_facts(call) | {"deleted": False}
    line = access.put_line(call.world, email, calendar["id"], {"selected": False} | facts)
    return entry(call, line, calendar, role)


def _line_facts(call: Call) -> dict[str, Any]:
    facts = {key: call.body[key] for key in _LINE if call.body.get(key) is not None}
    if "colorId" in facts and facts["colorId"] not in fixed.CALENDAR_COLORS:
        raise times.invalid("Invalid color id.")
    if "defaultReminders" in facts:
        rules.reminders({"overrides": facts["defaultReminders"]})
    coloured = {"backgroundColor", "foregroundColor"} & set(facts)
    if coloured and not call.params.get("colorRgbFormat"):
        facts = {key: value for key, value in facts.items() if key not in coloured}
    return facts


@serves("calendar.calendarList.patch")
def patch_entry(call: Call) -> dict[str, Any]:
    calendar, role, line = _own_entry(call)
    access.check_match(call, access.etag(max(line["seq"], calendar["seq"])))
    cleared = {key: None for key in _LINE if key in call.body and call.body[key] is None}
    facts = cleared | _line_facts(call)
    changed = access.put_line(call.world, call.caller.email.lower(), calendar["id"], facts)
    return entry(call, changed, calendar, role)


@serves("calendar.calendarList.update")
def update_entry(call: Call) -> dict[str, Any]:
    calendar, role, line = _own_entry(call)
    access.check_match(call, access.etag(max(line["seq"], calendar["seq"])))
    cleared = dict.fromkeys(_LINE) | _line_facts(call)
    changed = access.put_line(call.world, call.caller.email.lower(), calendar["id"], cleared)
    return entry(call, changed, calendar, role)


@serves("calendar.calendarList.delete")
def delete_entry(call: Call) -> None:
    calendar, _, _ = _own_entry(call)
    if calendar["id"] == call.caller.email.lower():
        raise forbidden("The primary calendar cannot be taken off the list.", reason="forbidden")
    access.put_line(call.world, call.caller.email.lower(), calendar["id"], {"deleted": True})
