"""Calendar's push: channels on events, rules, the list of calendars and settings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from app.local_google import push
from app.local_google.api import Call, serves
from app.local_google.calendar import access, scopes
from app.local_google.world import World

_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)


def _open(call: Call, kind: str, key: str, path: str) -> dict[str, Any]:
    uri = f"{call.world.base_url}/calendar/v3/{path}?alt=json"
    return push.open_channel(call, kind, key, uri, _WEEK, _MONTH)


@serves("calendar.events.watch")
def watch_events(call: Call) -> dict[str, Any]:
    own_id = scopes.required_by(call, "freeBusyReader")[0]["id"]
    return _open(call, "calendar.events", own_id, f"calendars/{quote(own_id)}/events")


@serves("calendar.acl.watch")
def watch_rules(call: Call) -> dict[str, Any]:
    own_id = scopes.required_by(call, "writer")[0]["id"]
    return _open(call, "calendar.acl", own_id, f"calendars/{quote(own_id)}/acl")


@serves("calendar.calendarList.watch")
def watch_list(call: Call) -> dict[str, Any]:
    email = call.caller.email.lower()
    access.primary(call.world, email)
    return _open(call, "calendar.calendarList", email, "users/me/calendarList")


@serves("calendar.settings.watch")
def watch_settings(call: Call) -> dict[str, Any]:
    email = call.caller.email.lower()
    return _open(call, "calendar.settings", email, "users/me/settings")


@serves("calendar.channels.stop")
def stop(call: Call) -> None:
    push.stop_channel(call)


def _tell_of_events(world: World, calendar_id: str, _: dict[str, Any]) -> None:
    """Tell those who may still see the calendar."""
    calendar = access.calendar_of(world, calendar_id)
    for channel in push.channels(world, "calendar.events", calendar_id):
        if calendar and access.role_of(world, channel["email"], calendar) != "none":
            push.send(world, channel, "exists")


push.listeners["calendar.events"] = _tell_of_events
