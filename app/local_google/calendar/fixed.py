"""calendar.colors and calendar.settings: what nobody changes here."""

from __future__ import annotations

from typing import Any

from app.local_google.api import Call, serves
from app.local_google.calendar import access, tokens

_CALENDAR = (
    "ac725e d06b64 f83a22 fa573c ff7537 ffad46 42d692 16a765 7bd148 b3dc6c fbe983 fad165 92e1c0 9fe1e7 "
    "9fc6e7 4986e7 9a9cff b99aff c2c2c2 cabdbf cca6ac f691b2 cd74e6 a47ae2"
)
_EVENT = "a4bdfc 7ae7bf dbadff ff887c fbd75b ffb878 46d6db e1e1e1 5484ed 51b749 dc2127"
INK = "#1d1d1d"
CALENDAR_COLORS = {str(n): (f"#{c}", INK) for n, c in enumerate(_CALENDAR.split(), 1)}
EVENT_COLORS = {str(n): (f"#{c}", INK) for n, c in enumerate(_EVENT.split(), 1)}


@serves("calendar.colors.get")
def get_colors(_: Call) -> dict[str, Any]:
    def shown(colors: dict[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
        return {key: {"background": back, "foreground": front} for key, (back, front) in colors.items()}

    return {
        "kind": "calendar#colors",
        "updated": "2012-02-14T00:00:00.000Z",
        "calendar": shown(CALENDAR_COLORS),
        "event": shown(EVENT_COLORS),
    }


def _settings(call: Call) -> dict[str, str]:
    calendar = access.primary(call.world, call.caller.email)
    return {
        "autoAddHangouts": "false",
        "dateFieldOrder": "DMY",
        "defaultEventLength": "60",
        "format24HourTime": "true",
        "hideInvitations": "false",
        "hideWeekends": "false",
        "locale": "en",
        "showDeclinedEvents": "true",
        "timezone": calendar["timeZone"],
        "useKeyboardShortcuts": "true",
        "weekStart": "1",
    }


def _setting(name: str, value: str) -> dict[str, Any]:
    return {"kind": "calendar#setting", "etag": access.etag(0), "id": name, "value": value}


@serves("calendar.settings.list")
def list_settings(call: Call) -> dict[str, Any]:
    email = call.caller.email.lower()
    shown = [_setting(name, value) for name, value in _settings(call).items()]
    if "syncToken" in call.params:
        tokens.read_sync_token(call.world, email, f"settings/{email}", str(call.params["syncToken"]))
        shown = []
    page, more = tokens.listing(call.world, email, call.params, f"settings/{email}", shown)
    return {"kind": "calendar#settings", "etag": access.etag(0), "items": page, **more}


@serves("calendar.settings.get")
def get_setting(call: Call) -> dict[str, Any]:
    name = str(call.params["setting"])
    found = _settings(call).get(name)
    if found is None:
        raise access.missing()
    return _setting(name, found)
